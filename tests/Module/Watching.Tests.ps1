# Snapshots, comparison, reports and notifications, as they are used at the prompt and in jobs.

BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1 -Force
    $folder = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "DeviceStatus-watching-$PID")).FullName

    function New-Status([int] $Device, [string] $Status = 'compliant', [hashtable] $With = @{}) {
        $properties = [ordered]@{
            PolicyName            = 'Wi-Fi'
            PolicyKind            = 'DeviceConfiguration'
            DeviceConfigurationId = 'd1'
            Id                    = "id-$Device"
            DeviceDisplayName     = "device-$Device"
            UserPrincipalName     = "user-$Device@contoso.example"
            Status                = $Status
            LastReportedDateTime  = [datetimeoffset] '2026-08-05T06:00:00+02:00'
            Connection            = 'Contoso'
        }
        foreach ($name in $With.Keys) { $properties[$name] = $With[$name] }
        [pscustomobject] $properties
    }

    function New-Coverage([string] $State, [int] $Read) {
        [pscustomobject]@{ Connection = 'Contoso'; Kind = 'DeviceConfiguration'; PolicyId = 'd1'; PolicyName = 'Wi-Fi'; Read = $Read; Expected = $Read; State = $State; Reason = $null }
    }

    # A webhook on loopback that remembers what came.
    function Start-Webhook {
        $probe = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $probe.Start()
        $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)/"
        $probe.Stop()
        $hook = @{ Address = $address; Listener = [Net.HttpListener]::new(); Bodies = [Collections.Concurrent.ConcurrentQueue[string]]::new(); Statuses = [Collections.Concurrent.ConcurrentQueue[int]]::new() }
        $hook.Listener.Prefixes.Add($address)
        $hook.Listener.Start()
        $hook.Shell = [powershell]::Create().AddScript({
                param($hook)
                while ($hook.Listener.IsListening) {
                    try { $context = $hook.Listener.GetContext() } catch { return }
                    $hook.Bodies.Enqueue([IO.StreamReader]::new($context.Request.InputStream).ReadToEnd())
                    $status = 202
                    $null = $hook.Statuses.TryDequeue([ref] $status)
                    $context.Response.StatusCode = $status
                    if ($status -eq 429) { $context.Response.Headers['Retry-After'] = '0.05' }
                    $context.Response.Close()
                }
            }).AddArgument($hook)
        $null = $hook.Shell.BeginInvoke()
        $hook
    }

    function Stop-Webhook($Hook) {
        $Hook.Listener.Stop()
        $Hook.Shell.Dispose()
    }
}

AfterAll {
    Remove-Item $folder -Recurse -Force
}

Describe 'A snapshot' {
    It 'gives the objects back' {
        $null = Connect-DeviceStatus -Sandbox
        $statuses = @(Get-IosUpdateDeviceStatus)
        $statuses | Export-DeviceStatusSnapshot $folder/back.gz -Complete -PassThru | Should -BeOfType [IO.FileInfo]
        $back = @(Import-DeviceStatusSnapshot $folder/back.gz)
        $back.Count | Should -Be $statuses.Count
        $before = $statuses | Where-Object Id -EQ $back[0].Id
        $back[0].PSTypeNames | Should -Contain 'DeviceStatus.IosUpdateDeviceStatus'
        foreach ($property in $before.PSObject.Properties) { "$($back[0].($property.Name))" | Should -Be "$($property.Value)" -Because $property.Name }
        $back[0].LastReportedDateTime | Should -BeOfType [datetimeoffset]
        Disconnect-DeviceStatus
    }

    It 'has the same bytes whatever the order, the culture and the time zone' {
        $rows = 1..50 | ForEach-Object { New-Status $_ ($_ % 3 ? 'compliant' : 'error') }
        $rows | Export-Csv $folder/rows.csv
        $hashes = foreach ($case in @('de-DE', 'Europe/Berlin', ''), @('th-TH', 'Asia/Tokyo', 'Reverse'), @('ar-SA', 'America/St_Johns', '')) {
            $code = "[cultureinfo]::CurrentCulture = '$($case[0])'; Import-Module '$ModulePath'; `$rows = Import-Csv '$folder/rows.csv'; " +
            "if ('$($case[2])') { [array]::Reverse(`$rows) }; `$rows | Export-DeviceStatusSnapshot '$folder/bytes.gz' -TakenOn 2026-08-05T06:00:00Z -Complete"
            $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path, [string[]] ('-NoProfile', '-NonInteractive', '-Command', $code))
            $start.Environment['TZ'] = $case[1]
            $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            $process.StandardError.ReadToEnd() | Should -BeNullOrEmpty
            $process.WaitForExit()
            (Get-FileHash $folder/bytes.gz).Hash
        }
        $hashes | Select-Object -Unique | Should -HaveCount 1
    }

    It 'knows that a list was filtered, and says so' {
        New-Coverage Complete 3 | ForEach-Object { $_, (New-Status 1) } | Export-DeviceStatusSnapshot $folder/filtered.gz -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -Match '1 of 1 policies are not known to be complete \(Wi-Fi: Partial\)'
        (Import-DeviceStatusSnapshot $folder/filtered.gz -Coverage).Reason | Should -Be '1 of 3 statuses that were read are here.'
    }

    It 'that is damaged is refused with the file and the line' {
        Set-Content $folder/bad.gz 'hello'
        { Import-DeviceStatusSnapshot $folder/bad.gz } | Should -Throw -ErrorId 'SnapshotInvalid*' -ExpectedMessage "*bad.gz' cannot be read at line 1: it is not JSON*"
        { Compare-DeviceStatusSnapshot $folder/bad.gz $folder/bad.gz } | Should -Throw -ErrorId 'SnapshotInvalid*'
        { New-Status 1 | Export-DeviceStatusReport $folder/r.html -ReferenceSnapshot $folder/none.gz } | Should -Throw -ErrorId 'SnapshotInvalid*'
        Test-Path $folder/r.html | Should -BeFalse
    }

    It 'takes statuses only' {
        $errors = $null
        [pscustomobject]@{ Name = 'x' }, (New-Status 1) | Export-DeviceStatusSnapshot $folder/some.gz -Complete -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRow,*'
        "$($errors[0])" | Should -Match '^Row 1 is not a status'
        Import-DeviceStatusSnapshot $folder/some.gz | Should -HaveCount 1
    }

    It 'is not written with -WhatIf, nor over another with -NoClobber' {
        New-Status 1 | Export-DeviceStatusSnapshot $folder/whatif.gz -WhatIf
        Test-Path $folder/whatif.gz | Should -BeFalse
        { New-Status 1 | Export-DeviceStatusSnapshot $folder/some.gz -NoClobber } | Should -Throw -ErrorId 'InvalidArgument*'
    }
}

Describe 'A comparison' {
    BeforeAll {
        $a = (New-Status 1), (New-Status 2 error), (New-Status 3), (New-Status 4)
        $b = (New-Status 1 conflict), (New-Status 2), (New-Status 3 -With @{ DeviceDisplayName = 'renamed' }), (New-Status 5)
        $a | Export-DeviceStatusSnapshot $folder/a.gz -Complete
        $b | Export-DeviceStatusSnapshot $folder/b.gz -Complete
    }

    It 'says what became of each status' {
        $changes = Compare-DeviceStatusSnapshot $folder/a.gz $folder/b.gz
        $changes | ForEach-Object { "$($_.Change) $($_.DeviceDisplayName) $($_.Before) > $($_.After)" } | Should -Be @(
            'Regressed device-1 compliant > conflict', 'Recovered device-2 error > compliant',
            'Changed renamed DeviceDisplayName: device-3 > DeviceDisplayName: renamed', 'Removed device-4 compliant > ', 'Added device-5  > compliant')
        $changes[0].PSTypeNames[0] | Should -Be DeviceStatus.Change
        $changes[0].PSObject.Properties.Name | Should -Be Change, PolicyName, PolicyKind, DeviceDisplayName, UserPrincipalName, Before, After, Properties, PolicyId, Id, Connection
        $changes[2].Properties | Should -Be DeviceDisplayName
    }

    It 'of A with B and with A again is empty' {
        $a | Compare-DeviceStatusSnapshot $folder/a.gz -Complete | Should -BeNullOrEmpty
        $b | Compare-DeviceStatusSnapshot $folder/b.gz -Complete | Should -BeNullOrEmpty
    }

    It 'calls nothing removed that was not read completely' -ForEach 'Partial', 'Failed' {
        $rows = @(New-Status 1) + (New-Coverage $_ 1)
        $rows | Compare-DeviceStatusSnapshot $folder/a.gz -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -Match '3 statuses of the reference are not in the later snapshot, and are not reported as Removed'
    }

    It 'refuses another tenant and another kind' {
        New-Status 1 -With @{ TenantId = 't1' } | Export-DeviceStatusSnapshot $folder/t1.gz -Complete
        New-Status 1 -With @{ TenantId = 't2' } | Export-DeviceStatusSnapshot $folder/t2.gz -Complete
        [pscustomobject]@{ PolicyKind = 'IosUpdate'; Id = 1; Status = 'error' } | Export-DeviceStatusSnapshot $folder/ios.gz -Complete
        { Compare-DeviceStatusSnapshot $folder/t1.gz $folder/t2.gz } | Should -Throw -ErrorId 'SnapshotInvalid*' -ExpectedMessage '*different tenants*'
        { Compare-DeviceStatusSnapshot $folder/a.gz $folder/ios.gz } | Should -Throw -ErrorId 'SnapshotInvalid*' -ExpectedMessage '*no kind of policy in common*'
    }

    It 'wants a file or the pipeline, not both and not neither' {
        { Compare-DeviceStatusSnapshot $folder/a.gz } | Should -Throw -ErrorId 'InvalidArgument*'
        { New-Status 1 | Compare-DeviceStatusSnapshot $folder/a.gz $folder/b.gz } | Should -Throw -ErrorId 'InvalidArgument*'
    }
}

Describe 'A report' {
    It 'is of the format that the extension or -Format names' {
        $rows = (New-Status 1), (New-Status 2 error)
        $rows | Export-DeviceStatusReport $folder/r.html
        $rows | Export-DeviceStatusReport $folder/r.md
        $rows | Export-DeviceStatusReport $folder/r.json
        $rows | Export-DeviceStatusReport $folder/r.csv
        $rows | Export-DeviceStatusReport $folder/r.txt -Format Markdown
        Get-Content $folder/r.html -First 1 | Should -Be '<!DOCTYPE html>'
        Get-Content $folder/r.md -First 1 | Should -Be '# Device status'
        (Get-Content $folder/r.json -Raw | ConvertFrom-Json).total | Should -Be 2
        (Import-Csv $folder/r.csv).Result | Should -Be Good, Bad
        [IO.File]::ReadAllBytes("$folder/r.csv")[0..2] | Should -Be 0xEF, 0xBB, 0xBF -Because 'Excel knows UTF-8 by it'
        Get-Content $folder/r.txt -First 1 | Should -Be '# Device status'
    }

    It 'begins with what changed since the reference' {
        New-Status 1 | Export-DeviceStatusSnapshot $folder/reference.gz -TakenOn 2026-08-04T06:00:00Z -Complete
        $rows = @(New-Status 1 error) + (New-Status 2) + (New-Coverage Complete 2)
        $rows | Export-DeviceStatusReport $folder/since.md -ReferenceSnapshot $folder/reference.gz
        $rows | Export-DeviceStatusReport $folder/since.csv -ReferenceSnapshot $folder/reference.gz
        Get-Content $folder/since.md -Raw | Should -Match '2 statuses changed since 2026-08-04 06:00 UTC: 1 regressed, 1 new\.'
        Import-Csv $folder/since.csv | ForEach-Object { "$($_.Change) $($_.DeviceDisplayName) $($_.Before)" } | Should -Be 'Regressed device-1 compliant', 'Added device-2 '
    }

    It 'takes an overview for what it counts' {
        $overview = [pscustomobject]@{ DeviceConfigurationId = 'd1'; PendingCount = 0; NotApplicableCount = 5; SuccessCount = 80; ErrorCount = 0; FailedCount = 15 }
        $overview | Export-DeviceStatusReport $folder/overview.md
        Get-Content $folder/overview.md -Raw | Should -Match '80\.0% of 100 statuses are in order; 15 need attention\.'
    }

    It 'understands the words of the portal' {
        $rows = 'Not compliant', 'Succeeded', 'Compliant', 'In grace period' | ForEach-Object { [pscustomobject]@{ DeviceDisplayName = 'x'; Status = $_ } }
        $counts = $rows | Measure-DeviceStatus -Property Status
        $counts | ForEach-Object { "$($_.Value) $($_.Count) $($_.Meaning)" } | Should -Be 'compliant 2 Good', 'inGracePeriod 1 Pending', 'nonCompliant 1 Bad'
    }

    It 'of failed rows names row, device and id' {
        $record = [Management.Automation.ErrorRecord]::new([Exception]::new("Row 42: Status 'x' is no status."), 'InvalidRow', 'InvalidData', (New-Status 7))
        $record | Export-DeviceStatusReport $folder/failed.json
        $row = (Get-Content $folder/failed.json -Raw | ConvertFrom-Json).rows[0]
        $row.row, $row.deviceDisplayName, $row.id, $row.errorId | Should -Be 42, 'device-7', 'id-7', 'InvalidRow'
    }

    It 'warns of provisioning profiles that expire' {
        $policy = [pscustomobject]@{ PSTypeName = 'DeviceStatus.Policy'; Id = 'p'; DisplayName = 'Expense app'; Kind = 'IosLobAppProvisioningConfiguration'; ExpirationDateTime = [datetimeoffset]::UtcNow.AddDays(9); PayloadFileName = 'e.mobileprovision'; Connection = 'Contoso' }
        New-Status 1 | Export-DeviceStatusReport $folder/profiles.md -Policy $policy
        Get-Content $folder/profiles.md -Raw | Should -Match '(?s)Provisioning profiles that expire within 60 days: 1.*Expense app \| e\.mobileprovision'
    }

    It 'is not shown where nobody sits' {
        { New-Status 1 | Export-DeviceStatusReport $folder/show.html -Show } | Should -Throw -ErrorId 'InvalidArgument*' -ExpectedMessage '*not interactive*'
        Test-Path $folder/show.html | Should -BeFalse
    }

    It 'says which device fails most' {
        $rows = (New-Status 1), (New-Status 2 error), (New-Status 2 error -With @{ Id = 'other' }), (New-Status 3 error)
        $first = $rows | Measure-DeviceStatus -Property Device | Select-Object -First 1
        $first.Value, $first.Attention, $first.Count | Should -Be 'device-2', 2, 2
        $rows | Measure-DeviceStatus | Where-Object Property -EQ Device | Should -BeNullOrEmpty
    }
}

Describe 'A notification' {
    BeforeAll {
        $hook = Start-Webhook
        $change = [pscustomobject]@{ PSTypeName = 'DeviceStatus.Change'; Change = 'Regressed'; PolicyName = 'Wi-Fi'; DeviceDisplayName = "Ann's iPhone"; UserPrincipalName = 'ann@contoso.example'; Before = 'compliant'; After = 'error' }
        $secret = 'secret-part-of-the-path'
    }

    AfterAll { Stop-Webhook $hook }

    BeforeEach { $hook.Bodies.Clear() }

    It 'says what changed, without names' {
        $change | Send-DeviceStatusNotification "$($hook.Address)$secret" -Format Teams
        $hook.Bodies | Should -HaveCount 1
        $hook.Bodies | Should -Match '"version":"1\.5".*1 status changed: 1 regressed\.'
        $hook.Bodies | Should -Not -Match 'Ann|ann@'
        $change | Send-DeviceStatusNotification "$($hook.Address)$secret" -Format Teams -IncludeNames
        $hook.Bodies | Select-Object -Last 1 | Should -Match 'ann@contoso\.example'
    }

    It 'is sent again when it was not taken' {
        429, 429 | ForEach-Object { $hook.Statuses.Enqueue($_) }
        $change | Send-DeviceStatusNotification "$($hook.Address)$secret"
        $hook.Bodies | Should -HaveCount 3
    }

    It 'is not sent when nothing changed, nor with -WhatIf' {
        @() | Send-DeviceStatusNotification "$($hook.Address)$secret" -OnlyWhenChanged
        New-Status 1 | Send-DeviceStatusNotification "$($hook.Address)$secret" -OnlyWhenChanged
        $change | Send-DeviceStatusNotification "$($hook.Address)$secret" -WhatIf
        $hook.Bodies | Should -HaveCount 0
    }

    It 'shows no more of the webhook than its host, whatever happens' {
        $hook.Statuses.Enqueue(404)
        $said = $change | Send-DeviceStatusNotification "$($hook.Address)$secret" -Verbose -Debug -ErrorAction Continue *>&1
        $said | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'NotificationFailed,*'
        ($said | ForEach-Object { "$_"; if ($_ -is [Management.Automation.ErrorRecord]) { "$($_.Exception) $($_.TargetObject) $($_.ErrorDetails)" } }) -join "`n" | Should -Not -Match $secret
        { $change | Send-DeviceStatusNotification "http://example.com/$secret" } | Should -Throw -ErrorId 'InvalidArgument*' -ExpectedMessage '*example.com is not https*'
    }
}
