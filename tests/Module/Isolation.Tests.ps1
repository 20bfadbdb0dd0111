# The module beside other modules, in fresh processes, and in jobs. Connections and runspaces are tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }

    # A module that brings other versions of what the engine brings: three where every module can see them, and two, whose names
    # PowerShell itself has taken, in a context of its own.
    $foreign = Join-Path (Get-PSDrive TestDrive).Root 'Foreign'
    $null = New-Item $foreign -ItemType Directory
    $versions = [ordered]@{
        'Azure.Core' = '0.9.0.0'; 'Azure.Identity' = '99.1.0.0'; 'Microsoft.Identity.Client' = '99.0.0.0'
        'Newtonsoft.Json' = '99.0.0.0'; 'System.Text.Json' = '99.0.0.0'
    }
    # Add-Type gives an assembly no name that can be chosen; the compiler behind it does.
    Add-Type -AssemblyName (Join-Path $PSHOME 'Microsoft.CodeAnalysis.CSharp.dll')
    $platform = (Get-ChildItem $PSHOME/ref/*.dll).FullName + [psobject].Assembly.Location
    $dynamic = [Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary
    function New-Assembly {
        param([string] $Name, [string] $Source, [string[]] $References = @())
        $trees = [Microsoft.CodeAnalysis.SyntaxTree[]] @([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($Source))
        $metadata = [Microsoft.CodeAnalysis.MetadataReference[]] @(
            ($platform + $References).ForEach({ [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($_) }))
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
            $Name, $trees, $metadata, [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new($dynamic))
        $file = [IO.File]::Create("$foreign/$Name.dll")
        $result = $compilation.Emit($file)
        $file.Dispose()
        if (-not $result.Success) { throw "$($result.Diagnostics)" }
    }

    foreach ($name in $versions.Keys) {
        New-Assembly $name @"
[assembly: System.Reflection.AssemblyVersion("$($versions[$name])")]
namespace Foreign.$($name.Replace('.', ''))
{
    public static class Probe { public static string Version => typeof(Probe).Assembly.GetName().Name + " " + typeof(Probe).Assembly.GetName().Version; }
}
"@
    }

    New-Assembly Foreign -References "$foreign/Azure.Core.dll", "$foreign/Azure.Identity.dll", "$foreign/Microsoft.Identity.Client.dll" -Source @'
using System.IO;
using System.Management.Automation;
using System.Runtime.Loader;
[Cmdlet(VerbsCommon.Get, "ForeignVersion")]
public sealed class GetForeignVersionCommand : PSCmdlet
{
    protected override void ProcessRecord()
    {
        WriteObject(Foreign.AzureCore.Probe.Version);
        WriteObject(Foreign.AzureIdentity.Probe.Version);
        WriteObject(Foreign.MicrosoftIdentityClient.Probe.Version);
        var own = new AssemblyLoadContext("Foreign");
        foreach (string name in new[] { "Newtonsoft.Json", "System.Text.Json" })
        {
            var assembly = own.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(typeof(GetForeignVersionCommand).Assembly.Location), name + ".dll"));
            WriteObject(assembly.GetType("Foreign." + name.Replace(".", "") + ".Probe").GetProperty("Version").GetValue(null));
        }
    }
}
'@
    $foreignVersions = @($versions.Keys | ForEach-Object { "$_ $($versions[$_])" })

    # Each needs a process in which nothing is loaded yet; they run side by side.
    $fresh = Start-Shell {
        $before = [AppDomain]::CurrentDomain.GetAssemblies().FullName
        Import-Module $env:TEST_MODULE
        $imported = @([AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.FullName -notin $before }).ForEach({ $_.GetName().Name }))

        $null = Connect-DeviceStatus -Sandbox
        $null = Get-IosUpdateDeviceStatus
        1..30 | ForEach-Object { [pscustomobject]@{ UserName = $_ } } | New-IosUpdateDeviceStatus 6>$null | Out-Null
        $loaded = @([AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name }))
        $stray = @([AppDomain]::CurrentDomain.GetAssemblies().Where({
                    $_.Location -like "$env:TEST_MODULE*" -and $_.GetName().Name -ne 'DeviceStatus' -and
                    [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name -ne 'DeviceStatus'
                }).ForEach({ $_.GetName().Name }))

        # Out and in again, twice over, and by force. Removing the module ends its connections; importing it once more does not.
        $counts = @(
            @(Get-IosUpdateDeviceStatus).Count
            Remove-Module DeviceStatus
            Import-Module $env:TEST_MODULE
            try { Get-IosUpdateDeviceStatus } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            $null = Connect-DeviceStatus -Sandbox
            Import-Module $env:TEST_MODULE
            @(Get-IosUpdateDeviceStatus).Count
            Import-Module $env:TEST_MODULE -Force
            $null = Connect-DeviceStatus -Sandbox
            @(Get-IosUpdateDeviceStatus).Count
            Remove-Module DeviceStatus
            Remove-Module DeviceStatus -ErrorAction Ignore
            Import-Module $env:TEST_MODULE -Force
            $null = Connect-DeviceStatus -Sandbox
            @(Get-IosUpdateDeviceStatus).Count
        )
        @{ Imported = $imported; Loaded = $loaded; Stray = $stray; Counts = $counts } | ConvertTo-Json -Compress
    }

    # The first use of everything comes after a removal and a second import: the hooks must be there again.
    $removed = Start-Shell {
        Import-Module $env:TEST_MODULE
        Remove-Module DeviceStatus
        Import-Module $env:TEST_MODULE
        $null = Connect-DeviceStatus -Sandbox
        $first = @(Get-IosUpdateDeviceStatus).Count
        Remove-Module DeviceStatus
        Import-Module $env:TEST_MODULE
        $env:PATH = $env:TEST_MODULE
        try { Connect-DeviceStatus -UseAzureLogin } catch { $failed = $_.FullyQualifiedErrorId }
        @{ First = $first; Failed = $failed } | ConvertTo-Json -Compress
    }

    $together = Start-Shell {
        $barrier = [Threading.Barrier]::new(4)
        $shells = 1..4 | ForEach-Object {
            $shell = [powershell]::Create().AddScript({
                    param($barrier, $module, $number)
                    $barrier.SignalAndWait()
                    Import-Module $module
                    $barrier.SignalAndWait()
                    $null = Connect-DeviceStatus -Sandbox
                    $barrier.SignalAndWait()
                    1..50 | ForEach-Object { [pscustomobject]@{ OsVersion = "runspace $number" } } | New-IosUpdateDeviceStatus | Out-Null
                    $barrier.SignalAndWait()
                    @(Get-IosUpdateDeviceStatus | Where-Object OsVersion -Like 'runspace*').OsVersion | Group-Object | ForEach-Object { "$($_.Count) $($_.Name)" }
                }).AddArgument($barrier).AddArgument($env:TEST_MODULE).AddArgument($_)
            @{ Shell = $shell; Handle = $shell.BeginInvoke() }
        }
        $said = $shells.ForEach({ $_.Shell.EndInvoke($_.Handle) })
        @{ Said = @($said.ForEach({ "$_" })); Errors = @($shells.ForEach({ $_.Shell.Streams.Error }).ForEach({ "$_" })) } | ConvertTo-Json -Compress
    }

    $useBoth = {
        foreach ($module in $env:TEST_ORDER -split ';') { Import-Module $module }
        $env:PATH = $env:TEST_MODULE
        $said = @{ Foreign = @(); Ours = @() }
        1..2 | ForEach-Object {
            $said.Foreign += @(Get-ForeignVersion)
            $null = Connect-DeviceStatus -Sandbox
            $said.Ours += (New-IosUpdateDeviceStatus -UserName Ann).UserName

            # Nobody is signed in, so it fails; but not before the identity library of the module has looked.
            try { $null = Connect-DeviceStatus -UseAzureLogin } catch { $said.Ours += $_.FullyQualifiedErrorId }
        }
        $said.Clients = @([AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'Microsoft.Identity.Client' }).ForEach({
                    "$([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name) $($_.GetName().Version.Major)"
                }) | Sort-Object)
        $said | ConvertTo-Json -Compress
    }
    $foreignFirst = Start-Shell $useBoth -Environment @{ TEST_ORDER = "$foreign/Foreign.dll;$ModulePath" }
    $oursFirst = Start-Shell $useBoth -Environment @{ TEST_ORDER = "$ModulePath;$foreign/Foreign.dll" }
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
}

Describe 'Connections' {
    BeforeAll {
        $null = Connect-DeviceStatus -Sandbox -Name South
    }

    AfterAll {
        Get-DeviceStatusConnection | Disconnect-DeviceStatus
    }

    It 'work in Start-ThreadJob' {
        $jobs = 1..3 | ForEach-Object {
            Start-ThreadJob -ArgumentList $ModulePath, $_ {
                param($module, $number)
                Import-Module $module
                (New-IosUpdateDeviceStatus -OsVersion job -UserName $number).UserName
            }
        }
        $jobs | Receive-Job -Wait -AutoRemoveJob | Sort-Object | Should -Be @('1', '2', '3')
        @(Get-IosUpdateDeviceStatus | Where-Object OsVersion -EQ job).Count | Should -Be 3
    }
}

Describe 'Import-Module' {
    It 'loads our own assembly and no other that is not of the platform' {
        $said = Receive-Shell $fresh
        Write-Host "    loaded by Import-Module: $($said.Imported -join ', ')"
        $said.Imported | Should -Contain 'DeviceStatus'
        $said.Imported | Where-Object { $_ -notmatch '^(DeviceStatus|DeviceStatus\.Graph|System(\..+)?|Microsoft\.PowerShell\..+|Microsoft\.Win32\..+|netstandard)$' } | Should -BeNullOrEmpty
        $said.Imported | Should -Not -Contain 'System.Text.Json'

        # What the sandbox needs is not what a sign-in needs, and none of it lies where other modules could see it.
        $said.Loaded | Should -Contain 'DeviceStatus.Sandbox'
        $said.Loaded | Where-Object { $_ -match '^(Azure|Microsoft\.Identity)' } | Should -BeNullOrEmpty
        $said.Stray | Should -BeNullOrEmpty
        $said.Counts | Should -Be @(150, 'NotConnected', 120, 120, 120)
    }

    It 'works after Remove-Module, when nothing was used before' {
        $said = Receive-Shell $removed
        $said.First | Should -Be 120
        $said.Failed | Should -Be 'SignInFailed,DeviceStatus.Commands.ConnectDeviceStatusCommand'
    }

    It 'works in several runspaces at the same moment, each with a sandbox of its own' {
        $said = Receive-Shell $together
        $said.Errors | Should -BeNullOrEmpty
        $said.Said | Sort-Object | Should -Be @('50 runspace 1', '50 runspace 2', '50 runspace 3', '50 runspace 4')
    }

    It 'lives with a module that brings other versions, <Order>' -ForEach @(@{ Order = 'imported after it' }, @{ Order = 'imported before it' }) {
        $said = Receive-Shell ($Order -like '*after*' ? $foreignFirst : $oursFirst)
        $said.Foreign | Should -Be ($foreignVersions + $foreignVersions)
        $said.Ours | Should -Be @('Ann', 'SignInFailed,DeviceStatus.Commands.ConnectDeviceStatusCommand', 'Ann', 'SignInFailed,DeviceStatus.Commands.ConnectDeviceStatusCommand')
        $said.Clients | Should -Be @('Default 99', 'DeviceStatus 4')
    }
}
