# What a row that goes wrong says, and what is left to do with it.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $PSDefaultParameterValues = @{ '*-*DeviceStatus:InformationAction' = 'Ignore' }
    $server = Start-TestServer
    $null = Connect-TestServer $server
    $configuration = 'd1000000-0000-4000-8000-000000000001'
    $ids = 1..9 | ForEach-Object { '52000000-0000-4000-8000-{0:x12}' -f $_ }
    $ios = $ids[0]

    # Nothing listens there; it takes the module some seconds to give up, which pass while other tests run.
    $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $free.Start()
    $nobody = "http://$($free.LocalEndpoint)"
    $free.Stop()
    $unreachable = Start-Pipeline -ArgumentList $nobody {
        param($url)
        $null = Connect-DeviceStatus -Name Nobody -GraphEndpoint $url -AccessToken (ConvertTo-SecureString x -AsPlainText -Force)
        New-IosUpdateDeviceStatus -UserName a -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0]
    }
    $unread = Start-Pipeline -ArgumentList $nobody {
        param($url)
        $null = Connect-DeviceStatus -Name Nobody2 -GraphEndpoint $url -AccessToken (ConvertTo-SecureString x -AsPlainText -Force)
        Get-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0]
    }
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

    It 'gives one error for each bad row, and carries out the others' {
        $rows | Set-DeviceConfigurationDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue

        $failed.ForEach({ "$($_.TargetObject.Note): $($_.FullyQualifiedErrorId -replace ',.*')" }) | Sort-Object | Should -Be @(
            'misspelt: ParameterArgumentValidationError', 'no id at all: InvalidRow', 'no id: ParameterArgumentValidationError'
            'no such day: ParameterArgumentTransformationError', 'no such item: GraphNotFound', 'nothing to change: NothingToChange')
        (Get-DeviceConfigurationDeviceStatus $configuration $rows[0].Id).Status | Should -BeExactly 'compliant'
        (Get-DeviceConfigurationDeviceStatus $configuration $rows[-1].Id).UserName | Should -BeExactly 'Guy'
        $run = Get-DeviceStatusRun -Last
        "$($run.Rows) $($run.Done) $($run.Failed)" | Should -Be '5 2 3'
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

    It 'names for a row without a pipeline what was typed' {
        Set-DeviceConfigurationDeviceStatus $configuration nobody -Status Error -LastReportedDateTime 2026-01-31 -ErrorVariable failed -ErrorAction SilentlyContinue
        $row = $failed[0].TargetObject
        "$($row.DeviceConfigurationId) $($row.Id) $($row.Status) $($row.LastReportedDateTime)" | Should -Be "$configuration nobody Error 2026-01-31T00:00:00Z"
        { $row | Set-DeviceConfigurationDeviceStatus -ErrorAction Stop } | Should -Throw -ErrorId 'GraphNotFound*'
    }

    It 'stops at the first bad row with -ErrorAction Stop' {
        { $rows | Set-DeviceConfigurationDeviceStatus -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}

Describe 'A row that gives nothing' {
    BeforeEach { Reset-TestServer $server }

    It 'creates nothing from columns that are no parameters' {
        'Id;Status;UserName', 'x;error;Ann' | ConvertFrom-Csv | New-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be 'InvalidRow,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike '*column*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'says so when no row came at all' {
        @() | Set-IosUpdateDeviceStatus -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*no row*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }

    It 'sends nothing when the file is missing' {
        { Import-Csv TestDrive:/no-such.csv | Set-IosUpdateDeviceStatus -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'FileOpenFailure*'
        Get-Recorded $server | Should -BeNullOrEmpty
    }
}

Describe 'Errors' {
    BeforeEach { Reset-TestServer $server }

    It 'tells <Status> <Code> as <Id>' -ForEach @(
        @{ Status = 400; Code = 'BadRequest'; Id = 'GraphBadRequest'; Category = 'InvalidArgument'; Advice = '*Correct the row*' }
        @{ Status = 415; Code = 'BadRequest'; Id = 'GraphBadRequest'; Category = 'InvalidArgument'; Advice = '*Correct the row*' }
        @{ Status = 422; Code = 'Unprocessable'; Id = 'GraphBadRequest'; Category = 'InvalidArgument'; Advice = '*Correct the row*' }
        @{ Status = 401; Code = 'InvalidAuthenticationToken'; Id = 'GraphUnauthorized'; Category = 'AuthenticationError'; Advice = '*Connect again*' }
        @{ Status = 403; Code = 'Forbidden'; Id = 'GraphForbidden'; Category = 'PermissionDenied'; Advice = '*DeviceManagementConfiguration.ReadWrite.All*' }
        @{ Status = 404; Code = 'ResourceNotFound'; Id = 'GraphNotFound'; Category = 'ObjectNotFound'; Advice = '*Check the id*' }
        @{ Status = 409; Code = 'Conflict'; Id = 'GraphConflict'; Category = 'ResourceExists'; Advice = '*exists*' }
        @{ Status = 412; Code = 'PreconditionFailed'; Id = 'GraphConflict'; Category = 'ResourceExists'; Advice = '*exists*' }
        @{ Status = 405; Code = 'MethodNotAllowed'; Id = 'GraphVerbNotImplemented'; Category = 'NotImplemented'; Advice = '*does not implement this verb*' }
        @{ Status = 400; Code = 'No method match route template'; Id = 'GraphVerbNotImplemented'; Category = 'NotImplemented'; Advice = '*does not implement this verb*about_DeviceStatus*' }
        @{ Status = 500; Code = 'InternalServerError'; Id = 'GraphUnavailable'; Category = 'ResourceUnavailable'; Advice = '*later*' }
        @{ Status = 429; Code = 'TooManyRequests'; Id = 'GraphThrottled'; Category = 'LimitsExceeded'; Advice = '*-WriteLimit*' }
        @{ Status = 503; Code = 'ServiceUnavailable'; Id = 'GraphUnavailable'; Category = 'ResourceUnavailable'; Advice = '*later*' }
    ) {
        Add-ScriptedAnswer $server @{
            match = '^PATCH '; times = 0; status = $Status; headers = @{ 'Retry-After' = '0.001'; 'request-id' = 'r-1' }
            body = @{ error = @{ code = $Code; message = 'Why, in words.'; innerError = @{ 'client-request-id' = 'c-1'; 'request-id' = 'r-1' } } }
        }
        $row = [pscustomobject]@{ Id = $ios; UserName = 'a' }
        $row | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue

        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        [object]::ReferenceEquals($failed[0].TargetObject, $row) | Should -BeTrue
        $failed[0].ErrorDetails.Message | Should -BeLike $Advice
        $failed[0].ErrorDetails.Message | Should -BeLike '*Why, in words.*'
        $exception = $failed[0].Exception
        $exception.GetType().FullName | Should -Be 'DeviceStatus.GraphRequestException'
        "$([int] $exception.StatusCode) $($exception.Code) $($exception.RequestId) $($exception.Method) $($exception.Uri)" |
            Should -Be "$Status $Code r-1 PATCH $($server.Url)/v1.0/deviceManagement/iosUpdateStatuses/$ios"
        $exception.ClientRequestId | Should -Not -BeNullOrEmpty
        if ($Status -eq 429) { $exception.RetryAfter | Should -Be ([timespan]::FromMilliseconds(1)) }
    }

    It 'unwraps the JSON that Intune puts inside a message, and keeps it as it came' {
        $inner = '{"_version":3,"Message":"No OData route exists that match template ~/singleton/navigation/key with http verb PATCH - Operation ID (for customer support): 1 - Activity ID: 2","CustomApiErrorPhrase":"","RetryAfter":null,"ErrorSourceService":"","HttpHeaders":"{}"}'
        Add-ScriptedAnswer $server @{ match = '^PATCH '; status = 400; body = @{ error = @{ code = 'No method match route template'; message = $inner } } }
        Set-IosUpdateDeviceStatus $ios -UserName a -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'GraphVerbNotImplemented,DeviceStatus.Commands.SetIosUpdateDeviceStatusCommand'
        "$($failed[0])" | Should -BeLike '*No OData route exists that match template*'
        "$($failed[0])" | Should -Not -Match '_version'
        $failed[0].Exception.ServiceMessage | Should -BeExactly $inner
    }

    It 'names the permission that <Command> needs' -ForEach @(
        @{ Command = 'Get-IosUpdateDeviceStatus'; With = @{}; Needs = 'DeviceManagementConfiguration.Read.All' }
        @{ Command = 'New-MobileAppConfigurationDeviceStatus'; With = @{ MobileAppConfigurationId = 'p'; UserName = 'a' }; Needs = 'DeviceManagementApps.ReadWrite.All' }
        @{ Command = 'Remove-DeviceCompliancePolicyDeviceStatus'; With = @{ DeviceCompliancePolicyId = 'p'; Id = 'i'; Confirm = $false }; Needs = 'DeviceManagementConfiguration.ReadWrite.All' }
        @{ Command = 'Get-IosLobAppProvisioningConfigurationDeviceStatus'; With = @{ IosLobAppProvisioningConfigurationId = 'p' }; Needs = 'DeviceManagementApps.Read.All' }
    ) {
        Add-ScriptedAnswer $server @{ match = '.'; status = 403; body = @{ error = @{ code = 'Forbidden'; message = 'No.' } } }
        & $Command @With -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'GraphForbidden,*'
        $failed[0].ErrorDetails.Message | Should -BeLike "*permission $Needs,*"
    }

    It 'does not know what became of a POST whose answer was lost, and does not send it again' {
        Add-ScriptedAnswer $server @{ match = '^POST '; mode = 'resetAfter'; times = 0 }
        New-IosUpdateDeviceStatus -UserName 'lost answer' -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failed[0].ErrorDetails.Message | Should -BeLike '*Look whether the object exists*'
        (Get-Recorded $server).Count | Should -Be 1
        (Get-DeviceStatusRun -Last).OutcomeUnknown | Should -Be 1
        @(Get-IosUpdateDeviceStatus -Filter "userName eq 'lost answer'").Count | Should -Be 1
    }

    It 'sends an update again whose answer was lost' {
        Add-ScriptedAnswer $server @{ match = '^PATCH '; mode = 'reset' }
        Set-IosUpdateDeviceStatus $ios -UserName again -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        (Get-Recorded $server).Count | Should -Be 2
    }

    It 'does not take a page of a proxy for an answer' {
        Add-ScriptedAnswer $server @{ match = '^POST '; status = 200; headers = @{ 'Content-Type' = 'text/html' }; body = '<html>Please sign in</html>' }
        New-IosUpdateDeviceStatus -UserName a -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        Add-ScriptedAnswer $server @{ match = '^GET '; status = 200; headers = @{ 'Content-Type' = 'text/html' }; body = '<html>Please sign in</html>' }
        Get-IosUpdateDeviceStatus $ios -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($failed[0])" | Should -BeLike '*text/html*'
    }

    It 'gives each row of a batch its own outcome' {
        Add-ScriptedAnswer $server @{
            match = '/\$batch$'
            body  = @{ responses = @(
                    @{ id = '3'; status = 403; body = @{ error = @{ code = 'Forbidden'; message = 'Not you.' } } }
                    @{ id = '1'; status = 200; body = @{ id = $ids[0] } }
                    @{ id = '99'; status = 200 }
                    @{ id = '2'; status = 409; body = @{ error = @{ code = 'Conflict'; message = 'There.' } } })
            }
        }
        Add-ScriptedAnswer $server @{ match = '^PATCH '; status = 404; body = @{ error = @{ code = 'ResourceNotFound'; message = 'Gone.' } } }
        $rows = $ids[0..3] | ForEach-Object { [pscustomobject]@{ Id = $_; UserName = 'a' } }
        $rows | Set-IosUpdateDeviceStatus -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.ForEach({ "$($_.TargetObject.Id) $($_.FullyQualifiedErrorId -replace ',.*')" }) |
            Should -Be @("$($ids[1]) GraphConflict", "$($ids[2]) GraphForbidden", "$($ids[3]) GraphNotFound")
    }

    It 'says for a service that cannot be reached that nothing was done' {
        $failed = Wait-Pipeline $unreachable
        $failed.FullyQualifiedErrorId | Should -Be 'GraphConnection,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand'
        $failed.CategoryInfo.Category | Should -Be 'ConnectionError'
        $failed.ErrorDetails.Message | Should -BeLike "*$nobody*Nothing was done*"
        (Wait-Pipeline $unread).FullyQualifiedErrorId | Should -Be 'GraphConnection,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand'
    }
}

Describe 'A wrong connection' {
    It 'refuses the endpoint <Endpoint>' -ForEach @(
        @{ Endpoint = 'http://graph.example.com'; Says = '*https*loopback*' }
        @{ Endpoint = 'http://127.0.0.1.example.com'; Says = '*https*loopback*' }
        @{ Endpoint = 'https://graph.microsoft.com/v1.0'; Says = '*v1.0*-ApiVersion*' }
        @{ Endpoint = 'https://graph.microsoft.com/beta/'; Says = '*beta*-ApiVersion*' }
        @{ Endpoint = 'https://graph.microsoft.com/?a=b'; Says = '*bare root*' }
        @{ Endpoint = 'https://someone:pass-phrase@graph.microsoft.com'; Says = '*bare root*' }
        @{ Endpoint = 'http://someone:pass-phrase@graph.microsoft.com'; Says = '*https*' }
        @{ Endpoint = 'ftp://localhost'; Says = '*https*' }
        @{ Endpoint = 'graph.microsoft.com'; Says = '*whole URL*' }
    ) {
        $refused = { Connect-DeviceStatus -GraphEndpoint $Endpoint -AccessToken (ConvertTo-SecureString x -AsPlainText -Force) } |
            Should -Throw -ErrorId 'InvalidArgument,DeviceStatus.Commands.ConnectDeviceStatusCommand' -PassThru
        "$refused" | Should -BeLike $Says
        "$refused" | Should -Not -Match 'pass-phrase'
        $refused.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'is told for <Command> when there is none' -ForEach @(
        @{ Command = 'Get-IosUpdateDeviceStatus'; With = @{} }
        @{ Command = 'New-IosUpdateDeviceStatus'; With = @{ UserName = 'a' } }
        @{ Command = 'Set-IosUpdateDeviceStatus'; With = @{ Id = 'i'; UserName = 'a' } }
        @{ Command = 'Remove-IosUpdateDeviceStatus'; With = @{ Id = 'i'; Confirm = $false } }
    ) {
        Get-DeviceStatusConnection | Disconnect-DeviceStatus
        try {
            $error = { & $Command @With } | Should -Throw -ErrorId 'NotConnected,*' -PassThru
            $error.CategoryInfo.Category | Should -Be 'ConnectionError'
            "$error" | Should -BeLike '*Connect-DeviceStatus -Sandbox*'
        }
        finally { $null = Connect-TestServer $server }
    }

    It 'is told when it was ended, or has another name' {
        $gone = Connect-DeviceStatus -Sandbox -Name Gone
        Disconnect-DeviceStatus $gone
        { Get-IosUpdateDeviceStatus -Connection $gone } | Should -Throw -ErrorId 'NotConnected,*'
        { Get-IosUpdateDeviceStatus -Connection Gone } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*' -ExpectedMessage '*Gone*Open are*'
    }
}

Describe 'Asking first' {
    BeforeEach { Reset-TestServer $server }

    It 'shows with -WhatIf what would be sent, sends nothing, and says how long it would take' {
        $shell = Start-Shell -Environment @{ TEST_URL = $server.Url; TEST_FOLDER = (Get-PSDrive TestDrive).Root } {
            Import-Module $env:TEST_MODULE
            $token = ConvertTo-SecureString $env:TEST_TOKEN -AsPlainText -Force
            $null = Connect-DeviceStatus -GraphEndpoint $env:TEST_URL -AccessToken $token
            New-IosUpdateDeviceStatus -UserName 'Ann Öz' -Status error -WhatIf
            Set-IosUpdateDeviceStatus a/b -LastReportedDateTime 2026-01-31 -Platform 8 -WhatIf
            Remove-IosUpdateDeviceStatus a/b -WhatIf
            [pscustomobject]@{ Id = 'i'; Status = 'eror' }, [pscustomobject]@{ Id = 'i'; Status = '' } | Set-IosUpdateDeviceStatus -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
            "checked $($failed.Count)"
            $null = Connect-DeviceStatus -GraphEndpoint $env:TEST_URL -AccessToken $token -WriteLimit 100
            1..301 | ForEach-Object { [pscustomobject]@{ Id = $_; Status = 'error' } } | Set-IosUpdateDeviceStatus -WhatIf -JournalPath "$env:TEST_FOLDER/whatif.jsonl"
        }
        $said = (Wait-Shell $shell).Output -split "`n"
        $path = "$($server.Url)/v1.0/deviceManagement/iosUpdateStatuses"
        $type = '"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus"'
        $said[0] | Should -BeLike "What if: *`"POST`"*`"$path {$type,`"userName`":`"Ann Öz`",`"status`":`"error`"}`"*"
        $said[1] | Should -BeLike "What if: *`"PATCH`"*`"$($path -replace 'v1.0', 'beta')/a%2Fb {$type,`"platform`":8,`"lastReportedDateTime`":`"2026-01-31T00:00:00Z`"}`"*"
        $said[2] | Should -BeLike "What if: *`"DELETE`"*`"$path/a%2Fb`"*"
        $said | Should -Contain 'checked 2'
        $said[-2] | Should -BeLike 'What if: 301 *1 min 0 s*100*20 s*'
        Get-Recorded $server | Should -BeNullOrEmpty
        Test-Path TestDrive:/whatif.jsonl | Should -BeFalse
    }

    It 'asks before a removal, and before nothing else' {
        # A shell without a person cannot ask, and says so.
        $said = Wait-Pipeline (Start-Pipeline -ArgumentList $ios {
                param($id)
                $ConfirmPreference = 'High'
                Set-IosUpdateDeviceStatus $id -UserName a
                try { Remove-IosUpdateDeviceStatus $id } catch { $_.FullyQualifiedErrorId }
            })
        $said | Should -Not -BeNullOrEmpty
        (Get-Recorded $server).method | Should -Be 'PATCH'
        Remove-IosUpdateDeviceStatus $ios -Confirm:$false
        (Get-Recorded $server).method | Should -Be @('PATCH', 'DELETE')
    }
}
