# What the suite's files share: the module, the test server as a child process, child shells, and pipelines that can be stopped.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$root = Split-Path (Split-Path $PSScriptRoot)
$ModulePath = Join-Path $root 'out/DeviceStatus'
$serverPath = Join-Path $root 'out/artifacts/bin/DeviceStatus.TestServer/release/DeviceStatus.TestServer.dll'
$pwsh = (Get-Process -Id $PID).Path

# Looked for in every output that a user could read; so it must be like nothing else.
$Token = 'Zq7-TOKEN-THAT-NOBODY-MAY-SEE-4711'
Import-Module $ModulePath -Global

function Start-TestServer {
    param([string[]] $ArgumentList = @())
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    @($serverPath) + $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch '^listening on (?<Url>http://127\.0\.0\.1:(?<Port>\d+))$') { throw "The test server said: $line" }
    [pscustomobject]@{ Process = $process; Url = $Matches.Url; Port = [int] $Matches.Port }
}

function Stop-TestServer {
    param($Server)
    if ($Server) {
        # It ends when its input does.
        $Server.Process.StandardInput.Close()
        $Server.Process.Dispose()
    }
}

function Connect-TestServer {
    param($Server, [hashtable] $With = @{})
    Connect-DeviceStatus -GraphEndpoint $Server.Url -AccessToken (ConvertTo-SecureString $Token -AsPlainText -Force) @With
}

function Reset-TestServer {
    param($Server)
    $null = Invoke-RestMethod "$($Server.Url)/__reset" -Method Post
}

# The requests as they came, oldest first; the body is text.
function Get-Recorded {
    param($Server)
    , @(Invoke-RestMethod "$($Server.Url)/__requests?last=1000" | ForEach-Object { $_ })
}

# The one change that came: alone or as an item of a batch, with its body as compact text.
function Get-RecordedChange {
    param($Server)
    foreach ($request in (Get-Recorded $Server)) {
        if ($request.url -notlike '*/$batch') {
            [pscustomobject]@{ Method = $request.method; Url = $request.url; Body = $request.body }
            continue
        }

        $version = $request.url -replace '/\$batch$'
        $document = [Text.Json.JsonDocument]::Parse([string] $request.body)
        foreach ($item in $document.RootElement.GetProperty('requests').EnumerateArray()) {
            $body = [Text.Json.JsonElement]::new()
            [pscustomobject]@{
                Method = $item.GetProperty('method').GetString()
                Url    = $version + $item.GetProperty('url').GetString()
                Body   = $item.TryGetProperty('body', [ref] $body) ? $body.GetRawText() : ''
            }
        }
    }
}

# Prescribes answers: match (a pattern on "METHOD /path"), times (1; 0 = always), mode, status, headers, body.
function Add-ScriptedAnswer {
    param($Server, [Parameter(ValueFromRemainingArguments)] [hashtable[]] $Rules)
    $null = Invoke-RestMethod "$($Server.Url)/__script" -Method Post -Body (ConvertTo-Json @($Rules) -Depth 20) -ContentType 'application/json; charset=utf-8'
}

# Whatever hangs goes on, and the sandbox answers again.
function Clear-ScriptedAnswer {
    param($Server)
    $null = Invoke-RestMethod "$($Server.Url)/__script" -Method Delete
}

# Forgets the requests, not what they did.
function Clear-Recorded {
    param($Server)
    $null = Invoke-RestMethod "$($Server.Url)/__requests" -Method Delete
}

function Wait-Recorded {
    param($Server, [int] $Count)
    $null = Invoke-RestMethod "$($Server.Url)/__await?requests=$Count" -TimeoutSec 30
}

function Resume-TestServer {
    param($Server)
    $null = Invoke-RestMethod "$($Server.Url)/__release" -Method Post
}

# Runs a script in a runspace of its own that has the module; it can be stopped as Ctrl+C stops it.
function Start-Pipeline {
    param([scriptblock] $Script, [object[]] $ArgumentList = @())
    $shell = [powershell]::Create()
    $null = $shell.AddCommand('Import-Module').AddArgument($ModulePath).Invoke()
    $shell.Commands.Clear()
    $null = $shell.AddScript($Script.ToString())
    $ArgumentList | ForEach-Object { $null = $shell.AddArgument($_) }
    $none = [Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $handle = $shell.BeginInvoke($none, $output)
    [pscustomobject]@{ Shell = $shell; Handle = $handle; Output = $output }
}

function Wait-Pipeline {
    param($Pipeline, [int] $Seconds = 30)
    if (-not $Pipeline.Handle.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($Seconds))) {
        $Pipeline.Shell.Stop()
        throw "The pipeline did not end within $Seconds s."
    }

    try { $null = $Pipeline.Shell.EndInvoke($Pipeline.Handle) } catch [Management.Automation.PipelineStoppedException] { }
    $Pipeline.Output
    $Pipeline.Shell.Runspace.Dispose()
    $Pipeline.Shell.Dispose()
}

# Runs a script in a shell of its own, with variables of the environment; its output is text.
function Start-Shell {
    param([scriptblock] $Script, [hashtable] $Environment = @{})
    $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
    $prologue = "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; `$PSStyle.OutputRendering = 'PlainText'`n"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($prologue + $Script.ToString()))
    '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded | ForEach-Object { $start.ArgumentList.Add($_) }
    $Environment['TEST_MODULE'] = $ModulePath
    $Environment['TEST_TOKEN'] = $Token
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    [pscustomobject]@{
        Process = $process
        Output  = $process.StandardOutput.ReadToEndAsync()
        Errors  = $process.StandardError.ReadToEndAsync()
    }
}

function Wait-Shell {
    param($Shell, [int] $Seconds = 60)
    if (-not $Shell.Process.WaitForExit($Seconds * 1000)) {
        $Shell.Process.Kill($true)
        throw "The shell did not end within $Seconds s: $($Shell.Output.Result)$($Shell.Errors.Result)"
    }

    $code = $Shell.Process.ExitCode
    $Shell.Process.Dispose()
    [pscustomobject]@{ ExitCode = $code; Output = $Shell.Output.Result; Errors = $Shell.Errors.Result }
}

# The result of a script that ends in one line of JSON.
function Receive-Shell {
    param($Shell)
    $end = Wait-Shell $Shell
    if ($end.ExitCode -ne 0) { throw "The shell ended with $($end.ExitCode): $($end.Output)$($end.Errors)" }
    ($end.Output.TrimEnd() -split "`n")[-1] | ConvertFrom-Json -DateKind String
}

Export-ModuleMember -Function * -Variable ModulePath, Token
