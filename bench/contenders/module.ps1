# This module, as its users write it.
param([string] $Module, [string] $Url, [string] $Csv, [long] $Rows, [int] $InFlight = 8, [int] $Passes = 1, [int] $WriteLimit = 0, [string] $Journal)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url $WriteLimit
$more = if ($Journal) { @{ JournalPath = $Journal } } else { @{} }
$measured = foreach ($pass in 1..$Passes) {
    Measure-Pass $Rows { Import-Csv $Csv | Set-DeviceConfigurationDeviceStatus -ThrottleLimit $InFlight @more }
}
Write-Result (@{ passes = @($measured) } + (Get-RunFigure))
