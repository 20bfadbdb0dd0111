# The file of the sandbox, used by two processes. Everything else is tested in tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $folder = (Get-PSDrive TestDrive).Root
    $ios = '52000000-0000-4000-8000-000000000001'
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
}

Describe '-SandboxPath' {
    BeforeEach {
        $path = Join-Path $folder 'state.json'
        Remove-Item "$path*"
    }

    It 'keeps what was done, for the next connection and the next process' {
        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        Set-IosUpdateDeviceStatus $ios -UserName 'Ann Öz' -Platform 7
        $created = 1..30 | ForEach-Object { [pscustomobject]@{ UserName = "user $_" } } | New-IosUpdateDeviceStatus
        Get-IosUpdateDeviceStatus 52000000-0000-4000-8000-000000000002 | Remove-IosUpdateDeviceStatus -Confirm:$false
        Disconnect-DeviceStatus

        $said = Receive-Shell (Start-Shell -Environment @{ TEST_PATH = $path; TEST_ID = $ios } {
                Import-Module $env:TEST_MODULE
                $null = Connect-DeviceStatus -Sandbox -SandboxPath $env:TEST_PATH
                Set-IosUpdateDeviceStatus $env:TEST_ID -OsVersion 'from the other process'
                $read = Get-IosUpdateDeviceStatus $env:TEST_ID -Property UserName, Platform, OsVersion
                $read | Select-Object UserName, Platform, OsVersion, @{ n = 'Count'; e = { @(Get-IosUpdateDeviceStatus).Count } } | ConvertTo-Json -Compress
                Disconnect-DeviceStatus
            })
        "$($said.UserName) $($said.Platform) $($said.OsVersion) $($said.Count)" | Should -Be 'Ann Öz 7 from the other process 149'

        $null = Connect-DeviceStatus -Sandbox -SandboxPath $path
        (Get-IosUpdateDeviceStatus $ios).OsVersion | Should -Be 'from the other process'
        ($created[-1] | Get-IosUpdateDeviceStatus).UserName | Should -Be 'user 30'
        Disconnect-DeviceStatus
        if (-not $IsWindows) { (Get-Item $path).UnixMode | Should -Be '-rw-------' }
        Get-ChildItem "${path}?*" | Should -BeNullOrEmpty
    }
}
