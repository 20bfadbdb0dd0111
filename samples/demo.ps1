<#
.SYNOPSIS
    The main job, on the sandbox: create from one CSV, update from another, and look at what failed.
#>
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../out/DeviceStatus')
$heading = { param($text) Write-Host "`n$($PSStyle.Bold)$text$($PSStyle.BoldOff)" }

& $heading '1. Connect to a Graph in this process'
Connect-DeviceStatus -Sandbox -Name demo | Out-Host

& $heading '2. Create iOS update statuses from samples/ios-update-statuses.csv'
$created = Import-Csv (Join-Path $PSScriptRoot 'ios-update-statuses.csv') | New-IosUpdateDeviceStatus -Connection demo
$created | Select-Object -First 3 | Format-Table DeviceDisplayName, InstallStatus, OsVersion, Status, Id | Out-Host
Write-Host "… and $($created.Count - 3) more."

& $heading '3. Update device statuses from samples/device-configuration-statuses.csv, which has a few mistakes'
Import-Csv (Join-Path $PSScriptRoot 'device-configuration-statuses.csv') |
    Set-DeviceConfigurationDeviceStatus -Connection demo -ErrorAction SilentlyContinue -ErrorVariable failed

& $heading "4. The $($failed.Count) rows that failed, and why"
foreach ($record in $failed) {
    $id = $record.TargetObject.Id
    Write-Host "  $($PSStyle.Foreground.Red)$(($record.FullyQualifiedErrorId -split ',')[0])$($PSStyle.Reset)  $id"
    Write-Host "    $record"
}

Write-Host "`n  `$failed.TargetObject | Export-Csv retry.csv    writes exactly these rows, to be corrected and run again."
Disconnect-DeviceStatus demo

& $heading 'On a real tenant it is these three lines'
Write-Host @'
  Connect-DeviceStatus -Scopes DeviceManagementConfiguration.ReadWrite.All
  Import-Csv rows.csv | Set-DeviceConfigurationDeviceStatus -WhatIf      # checks every row, sends nothing
  Import-Csv rows.csv | Set-DeviceConfigurationDeviceStatus -JournalPath rows.journal -ErrorVariable failed
'@
