# Many tenants in one pipeline; with -Read, also the policies of all of them.
param([string] $Module, [string] $Tenants, [string] $Csv, [long] $Rows, [int] $WriteLimit = 100, [int] $Read = 0)
. $PSScriptRoot/Measure.ps1
Import-Module $Module
$token = [securestring]::new()
'bench'.ToCharArray().ForEach{ $token.AppendChar($_) }
$null = Import-Csv $Tenants | Connect-DeviceStatus -AccessToken $token -WriteLimit $WriteLimit
$measured = @(Measure-Pass $Rows {
        Import-Csv $Csv | Set-DeviceConfigurationDeviceStatus -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
    })
$figures = Get-RunFigure
if ($Read) {
    $counter = @{ seen = 0 }
    $measured += Measure-Pass $Read { $counter.seen = (Get-DeviceStatusPolicy -Connection * | Measure-Object).Count }
    if ($counter.seen -ne $Read) { throw "$($counter.seen) of $Read policies were read." }
}
Write-Result (@{ passes = $measured } + $figures)
