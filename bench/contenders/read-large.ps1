# Reads the lists of many policies from a server whose every response is very large, and says how much memory was live at the most.
param([string] $Module, [string] $Url, [int] $Policies, [long] $Rows)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url
$before = [GC]::GetTotalMemory($true)
$counter = @{ seen = 0; live = 0 }
$measured = Measure-Pass $Rows {
    1..$Policies | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = "p$_" } } | Get-DeviceConfigurationDeviceStatus | ForEach-Object {
        if ($counter.seen++ % 2000 -eq 0) {
            $counter.live = [Math]::Max($counter.live, [GC]::GetTotalMemory($true) - $before)
        }
    }
}
Write-Result @{ passes = @($measured); done = $counter.seen; marks = @{ live = $counter.live } }
