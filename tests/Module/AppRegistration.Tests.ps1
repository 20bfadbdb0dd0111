# samples/New-DeviceStatusApp.ps1 against a stand-in for the directory: applications, service principals, credentials and consent, in memory.
BeforeAll {
    Import-Module $PSScriptRoot/Support.psm1
    $root = Split-Path (Split-Path $PSScriptRoot)
    $script = Join-Path $root 'samples/New-DeviceStatusApp.ps1'
    $before = $env:PSModulePath
    $env:PSModulePath = "$root/out$([IO.Path]::PathSeparator)$before"

    $directory = [hashtable]::Synchronized(@{})
    function Clear-Directory {
        $directory.Applications = [Collections.ArrayList]::new()
        $directory.Principals = [Collections.ArrayList]@(@{ id = 'graph-sp'; appId = '00000003-0000-0000-c000-000000000000'; appRoles = @(
                    foreach ($name in 'DeviceManagementConfiguration', 'DeviceManagementApps') {
                        foreach ($access in 'Read', 'ReadWrite') { @{ id = "role-$name-$access"; value = "$name.$access.All" } }
                    }) })
        $directory.Assignments = [Collections.ArrayList]::new()
        $directory.Requests = [Collections.ArrayList]::new()
        $directory.NotYet = 0
        $directory.Denied = ''
    }

    Clear-Directory
    $probe = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $probe.Start()
    $address = "http://127.0.0.1:$($probe.LocalEndpoint.Port)"
    $probe.Stop()
    $listener = [Net.HttpListener]::new()
    $listener.Prefixes.Add("$address/")
    $listener.Start()
    $serving = [powershell]::Create().AddScript({
            param($listener, $directory)
            while ($listener.IsListening) {
                try { $context = $listener.GetContext() } catch { return }
                $request, $status, $result = $context.Request, 200, $null
                trap { $context.Response.StatusCode = 500; $context.Response.Close(); continue }
                $path = $request.Url.AbsolutePath -replace '^/v1\.0/'
                $filter = $request.QueryString['$filter']
                $body = [IO.StreamReader]::new($request.InputStream).ReadToEnd() | ConvertFrom-Json -AsHashtable
                $null = $directory.Requests.Add("$($request.HttpMethod) $path")
                $wanted = if ($filter -match "eq '(.*)'$") { $Matches[1] -replace "''", "'" }
                if ($request.Headers['Authorization'] -ne 'Bearer the-token') { $status = 401 }
                elseif ($directory.Denied -and "$($request.HttpMethod) $path" -like $directory.Denied) {
                    $status = 403
                    $result = @{ error = @{ code = 'Authorization_RequestDenied'; message = 'Insufficient privileges to complete the operation.' } }
                }
                elseif ($directory.NotYet -gt 0 -and $request.HttpMethod -ne 'GET' -and $path -ne 'applications') { $directory.NotYet--; $status = 404 }
                else {
                    $parts = $path -split '/'
                    switch -Regex ("$($request.HttpMethod) $path") {
                        '^GET organization$' { $result = @{ value = @(@{ id = 'tenant-1' }) } }
                        '^GET servicePrincipals$' { $result = @{ value = @($directory.Principals | Where-Object { $_.appId -eq $wanted }) } }
                        '^POST servicePrincipals$' { $body.id = "sp-$($body.appId)"; $null = $directory.Principals.Add($body); $result = $body; $status = 201 }
                        '^GET servicePrincipals/[^/]+/appRoleAssignments$' { $result = @{ value = @($directory.Assignments | Where-Object { $_.principalId -eq $parts[1] }) } }
                        '^POST servicePrincipals/graph-sp/appRoleAssignedTo$' { $null = $directory.Assignments.Add($body); $result = $body; $status = 201 }
                        '^GET applications$' { $result = @{ value = @($directory.Applications | Where-Object { $_.displayName -eq $wanted }) } }
                        '^POST applications$' {
                            $body.id, $body.appId, $body.keyCredentials, $body.federated = "object-$($directory.Applications.Count)", "client-$($directory.Applications.Count)", @(), [Collections.ArrayList]::new()
                            $null = $directory.Applications.Add($body)
                            $result = $body
                            $status = 201
                        }
                        '^(GET|PATCH) applications/[^/]+$' {
                            $application = $directory.Applications | Where-Object { $_.id -eq $parts[1] }
                            if ($request.HttpMethod -eq 'PATCH') { $body.Keys | ForEach-Object { $application[$_] = $body[$_] }; $status = 204 } else { $result = $application }
                        }
                        '^GET applications/[^/]+/federatedIdentityCredentials$' { $result = @{ value = @(($directory.Applications | Where-Object { $_.id -eq $parts[1] }).federated) } }
                        '^POST applications/[^/]+/federatedIdentityCredentials$' { $null = ($directory.Applications | Where-Object { $_.id -eq $parts[1] }).federated.Add($body); $result = $body; $status = 201 }
                        default { $status = 404 }
                    }
                }

                $context.Response.StatusCode = $status
                $context.Response.ContentType = 'application/json'
                [byte[]] $bytes = @(if ($null -ne $result) { [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $result -Depth 10)) })
                $context.Response.Close($bytes, $true)
            }
        }).AddArgument($listener).AddArgument($directory)
    $null = $serving.BeginInvoke()

    $common = @{ GraphEndpoint = $address; AccessToken = ConvertTo-SecureString the-token -AsPlainText -Force; RetryInterval = '00:00:00' }
    function Get-Write { @($directory.Requests | Where-Object { $_ -notlike 'GET *' }) }
}

AfterAll {
    $env:PSModulePath = $before
    $listener.Stop()
    $serving.Dispose()
}

Describe 'New-DeviceStatusApp' {
    BeforeEach {
        Clear-Directory
        $pfx = Join-Path $TestDrive "$(New-Guid).pfx"
    }

    It 'registers the application in one step, and changes nothing in a second one' {
        $password = ConvertTo-SecureString secret -AsPlainText -Force
        $app = & $script @common -Command Get-*, Set-DeviceConfigurationDeviceStatus -CertificatePath $pfx -CertificatePassword $password -GrantConsent
        $app.ClientId, $app.TenantId, $app.Consent, $app.ConsentUri | Should -Be 'client-0', 'tenant-1', 'Granted', $null
        $app.Permission | Should -Be 'DeviceManagementApps.Read.All', 'DeviceManagementConfiguration.ReadWrite.All' -Because 'what writes also reads'
        $app.Connect | Should -Be "Connect-DeviceStatus -TenantId tenant-1 -ClientId client-0 -CertificatePath '$pfx'"
        $app.Changes | Should -HaveCount 6
        $application = $directory.Applications[0]
        $application.signInAudience | Should -Be AzureADMyOrg
        $application.requiredResourceAccess.resourceAccess.id | Should -Be 'role-DeviceManagementApps-Read', 'role-DeviceManagementConfiguration-ReadWrite'
        $application.requiredResourceAccess.resourceAccess.type | Should -Be 'Role', 'Role'
        $directory.Assignments.appRoleId | Should -Be $application.requiredResourceAccess.resourceAccess.id

        # The key stays here: what was sent is the public part of the file.
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($pfx, 'secret')
        $certificate.HasPrivateKey | Should -BeTrue
        $certificate.NotAfter | Should -BeGreaterThan ([datetime]::Now.AddDays(360))
        $sent = [Convert]::FromBase64String($application.keyCredentials[0].key)
        [Convert]::ToHexString($sent) | Should -Be ([Convert]::ToHexString($certificate.RawData))
        if (-not $IsWindows) { (Get-Item $pfx).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite') }

        $directory.Requests.Clear()
        $again = & $script @common -Command Get-*, Set-DeviceConfigurationDeviceStatus -CertificatePath $pfx -CertificatePassword $password -GrantConsent
        Get-Write | Should -BeNullOrEmpty
        $again.Changes | Should -BeNullOrEmpty
        $again.ClientId, $again.Consent | Should -Be 'client-0', 'Granted'
    }

    It 'shows with -WhatIf each step, and does none' {
        $shell = Start-Shell -Environment @{ TEST_SCRIPT = $script; TEST_ADDRESS = $address; TEST_PFX = $pfx; PSModulePath = "$root/out" } {
            & $env:TEST_SCRIPT -GraphEndpoint $env:TEST_ADDRESS -AccessToken (ConvertTo-SecureString the-token -AsPlainText -Force) -CertificatePath $env:TEST_PFX -Issuer https://issuer.example -Subject a -GrantConsent -WhatIf
        }
        $end = Wait-Shell $shell
        $steps = @($end.Output -split '\r?\n' | Where-Object { $_ -like 'What if: *' })
        $steps | Should -HaveCount 7
        $steps[0] | Should -BeLike '*"Register an application with DeviceManagementApps.Read.All, DeviceManagementConfiguration.Read.All" on target "DeviceStatus"*'
        "$steps" | Should -BeLike '*Make a certificate*Add the certificate*Add the federated credential*Make its service principal*Give the consent to DeviceManagementApps.Read.All*'
        Get-Write | Should -BeNullOrEmpty
        Test-Path $pfx | Should -BeFalse
    }

    It 'adds to an application what is missing, and keeps what it has' {
        $null = & $script @common -Command Get-IosUpdateDeviceStatus -CertificatePath $pfx
        $application = $directory.Applications[0]
        $application.requiredResourceAccess += @{ resourceAppId = 'other'; resourceAccess = @(@{ id = 'x'; type = 'Scope' }) }
        $second = Join-Path $TestDrive "$(New-Guid).pfx"
        $app = & $script @common -Command Set-MobileAppConfigurationDeviceStatus -CertificatePath $second -MultiTenant
        $application.requiredResourceAccess.resourceAppId | Sort-Object | Should -Be '00000003-0000-0000-c000-000000000000', 'other'
        ($application.requiredResourceAccess | Where-Object resourceAppId -NE other).resourceAccess.id | Should -Be 'role-DeviceManagementConfiguration-Read', 'role-DeviceManagementApps-ReadWrite'
        $application.keyCredentials | Should -HaveCount 2
        $application.signInAudience | Should -Be AzureADMultipleOrgs
        $app.Consent | Should -Be Missing
        $app.ConsentUri | Should -Be 'https://login.microsoftonline.com/tenant-1/adminconsent?client_id=client-0'
        $directory.Applications | Should -HaveCount 1
    }

    It 'takes a federated credential, once' {
        $federated = @{ Issuer = 'https://token.actions.githubusercontent.com'; Subject = 'repo:contoso/fleet:ref:refs/heads/main' }
        $app = & $script @common @federated
        $app.Connect | Should -Be 'Connect-DeviceStatus -TenantId tenant-1 -ClientId client-0 -WorkloadIdentity'
        $credential = $directory.Applications[0].federated[0]
        $credential.issuer, $credential.subject, $credential.audiences | Should -Be $federated.Issuer, $federated.Subject, 'api://AzureADTokenExchange'
        (& $script @common @federated).Changes | Should -BeNullOrEmpty
        { & $script @common -Issuer $federated.Issuer -Subject other } | Should -Throw '*for another subject*-FederationName*'
    }

    It 'waits until the directory knows a new application' {
        $directory.NotYet = 3
        $app = & $script @common -CertificatePath $pfx -GrantConsent
        $app.Consent | Should -Be Granted
        $directory.Applications[0].keyCredentials | Should -HaveCount 1
    }

    It 'says what an account may not do, and what to do about it' {
        $directory.Denied = 'POST applications'
        { & $script @common } | Should -Throw '*POST applications failed (403): Insufficient privileges*the role or the scope*'
    }

    It 'refuses what cannot be meant: <Case>' -ForEach @(
        @{ Case = 'half a credential'; With = @{ Subject = 'a' }; Expected = '*-Issuer and -Subject belong together*' }
        @{ Case = 'an issuer without https'; With = @{ Issuer = 'http://a.example'; Subject = 'a' }; Expected = '*not an https address*' }
        @{ Case = 'no such command'; With = @{ Command = 'Get-Nothing*' }; Expected = '*No command of the module*' }
        @{ Case = 'http elsewhere'; With = @{ GraphEndpoint = 'http://graph.example' }; Expected = '*not https*' }
        @{ Case = 'a certificate that is not there'; With = @{ CertificatePath = 'none.cer' }; Expected = '*only a .pfx file is made*' }
    ) {
        $arguments = $common.Clone()
        $With.Keys | ForEach-Object { $arguments[$_] = $With[$_] }
        { & $script @arguments } | Should -Throw $Expected
        Get-ChildItem $TestDrive -Filter none.cer | Should -BeNullOrEmpty
    }

    It 'refuses a name that several applications have' {
        1..2 | ForEach-Object { $null = $directory.Applications.Add(@{ id = "$_"; appId = "$_"; displayName = 'DeviceStatus' }) }
        { & $script @common } | Should -Throw '*There are 2 applications*'
        Get-Write | Should -BeNullOrEmpty
    }

    It 'asks as the session of Connect-MgGraph, else as Azure CLI' {
        $without = $common.Clone()
        $without.Remove('AccessToken')
        function global:az { $global:LASTEXITCODE = 0; 'the-token' }
        try {
            (& $script @without -DisplayName 'By az').ClientId | Should -Be client-0
            function global:Get-MgContext { @{ Account = 'a' } }
            function global:Invoke-MgGraphRequest($Method, $Uri, $Body, $ContentType, $OutputType) {
                $script:asked = $true
                Invoke-RestMethod $Uri -Method $Method -Body $Body -ContentType $ContentType -Headers @{ Authorization = 'Bearer the-token' }
            }
            (& $script @without -DisplayName "By O'Hara").ClientId | Should -Be client-1
        }
        finally { Remove-Item Function:az, Function:Get-MgContext, Function:Invoke-MgGraphRequest -ErrorAction Ignore }
        $directory.Applications[1].displayName | Should -Be "By O'Hara"
    }
}
