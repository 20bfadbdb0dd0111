# A CSV file with mistakes: what is done, what fails, and what can be corrected and run again. Each kind of mistake by itself is tested in
# tests/DeviceStatus.Module.Tests.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer
    $null = Connect-TestServer $server
    $configuration = 'd1000000-0000-4000-8000-000000000001'
}

AfterAll {
    Get-DeviceStatusConnection | Disconnect-DeviceStatus
    Stop-TestServer $server
}

Describe 'A file with mistakes in it' {
    BeforeAll {
        @"
DeviceConfigurationId,Id,Status,LastReportedDateTime,UserName,Note
$configuration,ee000000-0000-4000-8000-000000000001_${configuration}_de000000-0000-4000-8000-000000000001,Compliant,2026-01-31T13:45:00+01:00,"Ann ""A"" Öz",first
$configuration,ee000000-0000-4000-8000-000000000002_${configuration}_de000000-0000-4000-8000-000000000002,complaint,,Bob,misspelt
$configuration,ee000000-0000-4000-8000-000000000003_${configuration}_de000000-0000-4000-8000-000000000003,error,2026-02-30T08:00:00Z,"Cy
two lines",no such day
$configuration,nobody,error,,Dee,no such item
$configuration,ee000000-0000-4000-8000-000000000005_${configuration}_de000000-0000-4000-8000-000000000005,,,,nothing to change
$configuration,,error,,Eve,no id
$configuration,..,error,,Fay,no id at all
$configuration,ee000000-0000-4000-8000-000000000004_${configuration}_de000000-0000-4000-8000-000000000004,conflict,,Guy,last
"@ | Set-Content TestDrive:/rows.csv
        $rows = Import-Csv TestDrive:/rows.csv
    }

    It 'gives back the very rows, to be corrected and run again' {
        $rows | Set-DeviceConfigurationDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.TargetObject | Export-Csv TestDrive:/retry.csv
        $retry = Import-Csv TestDrive:/retry.csv
        $expected = $rows | Where-Object Note -NotIn 'first', 'last'
        ($retry | Sort-Object Note | ConvertTo-Csv) | Should -BeExactly ($expected | Sort-Object Note | ConvertTo-Csv)

        # What a person would do in a spreadsheet.
        $fixed = $retry.Where({ $_.Note -in 'misspelt', 'no such day', 'nothing to change' })
        $fixed.ForEach({
                $_.Status = 'remediated'
                $_.LastReportedDateTime = ''
            })
        $fixed | Set-DeviceConfigurationDeviceStatus -ErrorVariable still
        $still | Should -BeNullOrEmpty
        $fixed.ForEach({ (Get-DeviceConfigurationDeviceStatus $_.DeviceConfigurationId $_.Id).Status }) | Should -Be @('remediated', 'remediated', 'remediated')
    }
}

Describe 'A file that gives no rows' {
    BeforeEach { Reset-TestServer $server }

    It 'creates nothing when its delimiter is another' {
        'Id;Status;UserName', 'x;error;Ann' | Set-Content TestDrive:/semicolons.csv
        Import-Csv TestDrive:/semicolons.csv | New-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be 'InvalidRow,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'sends nothing when it is missing' {
        { Import-Csv TestDrive:/no-such.csv | Set-IosUpdateDeviceStatus -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'FileOpenFailure*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }
}
