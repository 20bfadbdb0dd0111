# Dot-sourced by every contender: measures passes and says what was seen in one line of JSON.
$ErrorActionPreference = 'Stop'
$InformationPreference = 'Ignore'
$ProgressPreference = 'SilentlyContinue'
$self = [Diagnostics.Process]::GetCurrentProcess()

# Runs a script block and measures it from before its first row is read until after its last outcome; its output is let go.
function Measure-Pass {
    param([long] $Rows, [scriptblock] $Script)
    $self.Refresh()
    $cpu = $self.TotalProcessorTime
    $pause = [GC]::GetTotalPauseDuration()
    $allocated = [GC]::GetTotalAllocatedBytes()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Script
    $seconds = $clock.Elapsed.TotalSeconds
    $self.Refresh()
    @{
        rows      = $Rows
        seconds   = $seconds
        cpu       = ($self.TotalProcessorTime - $cpu).TotalSeconds
        allocated = [GC]::GetTotalAllocatedBytes() - $allocated
        gcPause   = ([GC]::GetTotalPauseDuration() - $pause).TotalSeconds
    }
}

function Write-Result {
    param([hashtable] $Result)
    $self.Refresh()
    $Result['peakBytes'] = $self.PeakWorkingSet64
    ConvertTo-Json -InputObject $Result -Compress -Depth 5
}

function Connect-Bench {
    param([string] $Module, [string] $Url, [int] $WriteLimit = 0)
    Import-Module $Module
    $token = [securestring]::new()
    'bench'.ToCharArray().ForEach{ $token.AppendChar($_) }
    $null = Connect-DeviceStatus -GraphEndpoint $Url -AccessToken $token -WriteLimit $WriteLimit
}

# The figures of the module's own runs, summed over the passes.
function Get-RunFigure {
    $figures = @{}
    foreach ($pair in @{ done = 'Done'; failed = 'Failed'; unknown = 'OutcomeUnknown'; notSent = 'NotSent'; skipped = 'Skipped'; requests = 'Requests'; retries = 'Retries'; throttled = 'Throttled' }.GetEnumerator()) {
        $figures[$pair.Key] = (Get-DeviceStatusRun | Measure-Object $pair.Value -Sum).Sum
    }
    $figures
}

# What a hand-written script sends for a row.
function Get-UpdateUrl {
    param($Row)
    "/deviceManagement/deviceConfigurations/$($Row.DeviceConfigurationId)/deviceStatuses/$($Row.Id)"
}
