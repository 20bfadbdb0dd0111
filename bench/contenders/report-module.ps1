# Reads every status of a tenant with this module, from the collections or from an export job.
param([string] $Module, [string] $Url, [string] $Source, [long] $Rows)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$counter = @{ seen = 0 }
$measured = Measure-Pass $Rows { $counter.seen = (Get-DeviceStatus -Kind DeviceConfiguration -Source $Source | Measure-Object).Count }
Write-Result @{ passes = @($measured); done = $counter.seen }
