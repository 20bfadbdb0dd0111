# The package: made from the built module, unpacked as a repository client does it, and really installed where there is one.
BeforeDiscovery {
    # On Windows the modules of a user cannot be moved elsewhere by an environment variable; nobody's own modules are touched here.
    $canInstall = -not $IsWindows -and (Get-Command Install-PSResource -ErrorAction Ignore)
    if (-not $canInstall) {
        Write-Host 'LEFT OUT, because Microsoft.PowerShell.PSResourceGet is not installed, or this is Windows: the installation from a local repository. The package is unpacked and imported instead.'
    }
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $module = Join-Path $root 'out/DeviceStatus'
    $pwsh = (Get-Process -Id $PID).Path
    $packages = Join-Path $TestDrive 'package'
    $said = & dotnet (Join-Path $root 'out/artifacts/bin/DeviceStatus.Pack/release/DeviceStatus.Pack.dll') $module $packages 2>&1
    if ($LASTEXITCODE -ne 0) { throw "The package could not be made: $said" }

    # The folder must be called like the module for an import to take the manifest's word for it.
    $unpacked = Join-Path $TestDrive 'unpacked/DeviceStatus'
    $manifest = Import-PowerShellDataFile (Join-Path $module 'DeviceStatus.psd1')
    $name = "DeviceStatus.$($manifest.ModuleVersion)"
    [IO.Compression.ZipFile]::ExtractToDirectory((Join-Path $packages "$name.nupkg"), $unpacked)

    function Get-RelativeFile {
        param([string] $Folder)
        [string[]] $paths = Get-ChildItem $Folder -File -Recurse -Force | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') }
        [Array]::Sort($paths, [StringComparer]::Ordinal)
        $paths
    }

    # Imports the module by name or path, uses its engine and its sandbox, and tells where it was loaded from.
    $use = {
        param([string] $Module)
        Import-Module $Module
        $null = Connect-DeviceStatus -Sandbox
        $count = @(Get-IosUpdateDeviceStatus -Top 2).Count
        Disconnect-DeviceStatus
        "$((Get-Module DeviceStatus).ModuleBase)|$count"
    }
}

Describe 'The package' {
    It 'holds every file of the module but its symbols, and what only a package has' {
        $added = Get-RelativeFile $unpacked | Where-Object { -not (Test-Path -LiteralPath (Join-Path $module $_)) }
        $missing = Get-RelativeFile $module | Where-Object { -not (Test-Path -LiteralPath (Join-Path $unpacked $_)) }
        $added -notmatch '^package/services/metadata/core-properties/nuget\.psmdcp$' |
            Should -Be 'DeviceStatus.cdx.json', 'DeviceStatus.nuspec', 'THIRD-PARTY-NOTICES.txt', '[Content_Types].xml', '_rels/.rels'
        $missing | Should -Be 'DeviceStatus.pdb', 'lib/DeviceStatus.Graph.pdb', 'lib/DeviceStatus.Reporting.pdb', 'lib/DeviceStatus.Sandbox.pdb'
    }

    It 'has its symbols and its bill of materials beside it' {
        Get-RelativeFile $packages | Should -Be "$name.cdx.json", "$name.nupkg", "$name.symbols.zip"
    }

    It 'does not tell where it was built' {
        $telling = foreach ($file in Get-ChildItem $unpacked -File -Recurse -Force) {
            $bytes = [IO.File]::ReadAllBytes($file.FullName)
            foreach ($encoding in 'UTF8', 'Unicode') {
                $needle = [Text.Encoding]::Latin1.GetString([Text.Encoding]::$encoding.GetBytes($root))
                if ([Text.Encoding]::Latin1.GetString($bytes).Contains($needle)) { $file.FullName }
            }
        }

        $telling | Should -BeNullOrEmpty
    }

    It 'has a manifest that PowerShell accepts, with the newest section of the changelog' {
        $packed = Test-ModuleManifest (Join-Path $unpacked 'DeviceStatus.psd1')
        $changelog = Get-Content (Join-Path $root 'CHANGELOG.md') -Raw
        $packed.ReleaseNotes.Length | Should -BeGreaterThan 100
        $changelog | Should -Match "## \[?$([regex]::Escape($manifest.ModuleVersion))\]? - \S+\s+$([regex]::Escape($packed.ReleaseNotes))"
        $packed.PrivateData.PSData.ProjectUri | Should -Not -BeNullOrEmpty
        $packed.PrivateData.PSData.LicenseUri | Should -Not -BeNullOrEmpty
        $packed.PrivateData.PSData.Prerelease | Should -BeNullOrEmpty
    }

    It 'lets repositories find every command' {
        $metadata = ([xml] (Get-Content (Join-Path $unpacked 'DeviceStatus.nuspec') -Raw)).package.metadata
        $tags = $metadata.tags -split ' '
        $tags.Where({ $_ -like 'PSCommand_*' }) | Should -Be $manifest.CmdletsToExport.ForEach({ "PSCommand_$_" })
        $tags | Should -Contain 'PSModule'
        $tags | Should -Contain 'PSEdition_Core'
        $metadata.tags.Length | Should -BeLessOrEqual 4000
        $metadata.license.InnerText | Should -Be 'MIT'
    }

    It 'works where it was unpacked' {
        $result = & $pwsh -NoProfile -NonInteractive -Command $use -args (Join-Path $unpacked 'DeviceStatus.psd1')
        $result | Should -Be "$unpacked|2"
    }

    It 'installs from a local repository and works from there' -Skip:(-not $canInstall) {
        $userHome = (New-Item -ItemType Directory (Join-Path $TestDrive 'home')).FullName
        $install = {
            param([string] $Packages)
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name Here -Uri $Packages -Trusted
            Install-PSResource DeviceStatus -Repository Here -Scope CurrentUser
            (Get-InstalledPSResource DeviceStatus -Scope CurrentUser).Version.ToString()
        }

        $kept = @{}
        $own = @{ HOME = $userHome; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null }
        try {
            foreach ($variable in $own.Keys) {
                $kept[$variable] = [Environment]::GetEnvironmentVariable($variable)
                [Environment]::SetEnvironmentVariable($variable, $own[$variable])
            }

            $version = & $pwsh -NoProfile -NonInteractive -Command $install -args $packages
            $result = & $pwsh -NoProfile -NonInteractive -Command $use -args DeviceStatus
        }
        finally {
            foreach ($variable in $kept.Keys) { [Environment]::SetEnvironmentVariable($variable, $kept[$variable]) }
        }

        $version | Should -Be $manifest.ModuleVersion
        $result | Should -Be "$userHome/.local/share/powershell/Modules/DeviceStatus/$($manifest.ModuleVersion)|2"
    }
}
