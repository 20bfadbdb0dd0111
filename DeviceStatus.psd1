@{
    RootModule           = 'DeviceStatus.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0e6b0a-8a4f-4f0b-9d43-6c7f8d1f3a52'
    Author               = 'DeviceStatus contributors'
    CompanyName          = 'DeviceStatus contributors'
    Copyright            = 'Copyright (c) 2026 DeviceStatus contributors. MIT licence.'
    Description          = 'Reads and writes the device-status resources of Microsoft Graph / Intune: at the prompt, from a CSV through the pipeline, and unattended in a runbook. Batched, paced to the published quota, resumable; with a sandbox that needs no tenant.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('DeviceStatus.Format.ps1xml', 'DeviceStatus.Report.Format.ps1xml', 'DeviceStatus.Tenant.Format.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    TypesToProcess       = @('DeviceStatus.Types.ps1xml')
    CmdletsToExport      = @(
        'Connect-DeviceStatus'
        'Disconnect-DeviceStatus'
        'Get-DeviceStatusConnection'
        'Get-DeviceStatusRun'
        'Get-DeviceStatusPermission'
        'Test-DeviceStatusInput'
        'Get-DeviceStatusPolicy'
        'Get-DeviceStatus'
        'Measure-DeviceStatus'
        'Export-DeviceStatusReport'
        'Export-DeviceStatusSnapshot'
        'Import-DeviceStatusSnapshot'
        'Compare-DeviceStatusSnapshot'
        'Send-DeviceStatusNotification'
        'Export-DeviceStatusIntuneReport'
        'Test-DeviceStatusService'
        'Get-IosUpdateDeviceStatus'
        'New-IosUpdateDeviceStatus'
        'Set-IosUpdateDeviceStatus'
        'Remove-IosUpdateDeviceStatus'
        'Get-DeviceConfigurationDeviceStatus'
        'New-DeviceConfigurationDeviceStatus'
        'Set-DeviceConfigurationDeviceStatus'
        'Remove-DeviceConfigurationDeviceStatus'
        'Get-DeviceCompliancePolicyDeviceStatus'
        'New-DeviceCompliancePolicyDeviceStatus'
        'Set-DeviceCompliancePolicyDeviceStatus'
        'Remove-DeviceCompliancePolicyDeviceStatus'
        'Get-MobileAppConfigurationDeviceStatus'
        'New-MobileAppConfigurationDeviceStatus'
        'Set-MobileAppConfigurationDeviceStatus'
        'Remove-MobileAppConfigurationDeviceStatus'
        'Get-IosLobAppProvisioningConfigurationDeviceStatus'
        'New-IosLobAppProvisioningConfigurationDeviceStatus'
        'Set-IosLobAppProvisioningConfigurationDeviceStatus'
        'Remove-IosLobAppProvisioningConfigurationDeviceStatus'
        'Get-DeviceConfigurationUserStatus'
        'Get-DeviceCompliancePolicyUserStatus'
        'Get-MobileAppConfigurationUserStatus'
        'Get-IosLobAppProvisioningConfigurationUserStatus'
        'Get-DeviceConfigurationDeviceStatusOverview'
        'Get-DeviceConfigurationUserStatusOverview'
        'Get-DeviceCompliancePolicyDeviceStatusOverview'
        'Get-DeviceCompliancePolicyUserStatusOverview'
        'Get-MobileAppConfigurationDeviceStatusSummary'
        'Get-MobileAppConfigurationUserStatusSummary'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('Intune', 'MicrosoftGraph', 'Graph', 'DeviceManagement', 'DeviceStatus', 'Compliance', 'iOS', 'Bulk', 'Report', 'AzureAutomation', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            # The build fills in the address, which stands in Directory.Build.props.
            ProjectUri   = '{ProjectAddress}'
            IconUri      = '{ProjectAddress}/raw/main/docs/images/icon.png'
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md in the module folder; the package carries its newest section here.'
        }
    }
}
