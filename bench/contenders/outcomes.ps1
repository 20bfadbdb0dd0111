# This module, with every outcome written down: "outcome TAB value of the column that tells the rows apart". Says "ready" when the rows begin.
param(
    [string] $Module, [string] $Url, [ValidateSet('New', 'Set')] [string] $Verb, [string] $Csv, [long] $Rows, [string] $Outcomes, [string] $Journal,
    [string] $Key = 'DeviceDisplayName'
)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$more = @{ RetryInDoubt = $true }
if ($Journal) { $more.JournalPath = $Journal }
$out = [IO.StreamWriter]::new($Outcomes, $false)
[Console]::Out.WriteLine('ready')
[Console]::Out.Flush()
$measured = Measure-Pass $Rows {
    if ($Verb -eq 'New') {
        Import-Csv $Csv | New-DeviceConfigurationDeviceStatus @more -ErrorVariable failed -ErrorAction SilentlyContinue | ForEach-Object { $out.WriteLine("Done`t" + $_.$Key) }
    }
    else {
        Import-Csv $Csv | Set-DeviceConfigurationDeviceStatus @more -PassThru -ErrorVariable failed -ErrorAction SilentlyContinue | ForEach-Object { $out.WriteLine("Done`t" + $_.$Key) }
    }
    foreach ($record in $failed) { $out.WriteLine($record.FullyQualifiedErrorId.Split(',')[0] + "`t" + $record.TargetObject.$Key) }
}
$out.Dispose()
Write-Result (@{ passes = @($measured) } + (Get-RunFigure))
