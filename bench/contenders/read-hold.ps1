# Reads a list into a variable and says how much memory the process needs for it.
param([string] $Module, [string] $Url, [string] $ConfigurationId, [long] $Rows)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$held = @{ rows = $null }
$measured = Measure-Pass $Rows { $held.rows = Get-DeviceConfigurationDeviceStatus $ConfigurationId }
Write-Result @{ passes = @($measured); done = $held.rows.Count; marks = @{ live = [GC]::GetTotalMemory($true) } }
