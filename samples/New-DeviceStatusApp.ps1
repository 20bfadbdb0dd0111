<#
.SYNOPSIS
    Registers the application that signs in unattended: with the least permissions, a certificate or a federated credential, and consent when wanted.
.DESCRIPTION
    Makes the app registration of that name, or adds to it what is missing; what is there already stays, and a second run changes nothing. -WhatIf
    shows each step without doing it.

    The requests to Microsoft Graph are made as the first of these: the token of -AccessToken; the session of Connect-MgGraph, where there is one; the
    account of Azure CLI (az login). The account needs the role Application Developer or one above it (as scope: Application.ReadWrite.All), and for
    -GrantConsent Privileged Role Administrator (AppRoleAssignment.ReadWrite.All).

    docs/app-registration.md explains it.
.OUTPUTS
    One object: DisplayName, TenantId, ClientId, Permission, Consent, ConsentUri, Changes, and Connect, the command that connects with it.
.EXAMPLE
    ./New-DeviceStatusApp.ps1 -CertificatePath ./app.pfx -WhatIf
.EXAMPLE
    ./New-DeviceStatusApp.ps1 -Command Get-*, Set-DeviceConfigurationDeviceStatus -CertificatePath ./app.pfx -GrantConsent
.EXAMPLE
    ./New-DeviceStatusApp.ps1 -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/fleet:ref:refs/heads/main
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The name of the app registration.
    [ValidatePattern('\S')]
    [string] $DisplayName = 'DeviceStatus',

    # The commands that it is to run, with wildcards; it gets the permissions of Get-DeviceStatusPermission for these.
    [string[]] $Command = 'Get-*',

    # Its certificate: PFX, PEM or CER. A PFX file that is not there is made, with a key that is good for a year.
    [string] $CertificatePath,

    [securestring] $CertificatePassword,

    # Its federated credential: who issues the token, and for whom.
    [uri] $Issuer,

    [string] $Subject,

    # The name of the federated credential.
    [string] $FederationName = 'DeviceStatus',

    # Lets other tenants use it as well, each after the consent of its own administrator.
    [switch] $MultiTenant,

    # Gives the consent for this tenant.
    [switch] $GrantConsent,

    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global',

    # A token for Microsoft Graph.
    [securestring] $AccessToken,

    # Another root of Graph, for trials against a server of your own.
    [uri] $GraphEndpoint,

    # How long to wait before a request that follows the making of an object is tried again; the directory needs some seconds.
    [timespan] $RetryInterval = '00:00:05'
)

$ErrorActionPreference = 'Stop'
if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "This script needs PowerShell 7.4 or later, and runs in $($PSVersionTable.PSVersion)." }
Import-Module DeviceStatus

$cloud = @{
    Global   = @{ Graph = 'https://graph.microsoft.com'; Login = 'https://login.microsoftonline.com' }
    USGov    = @{ Graph = 'https://graph.microsoft.us'; Login = 'https://login.microsoftonline.us' }
    USGovDoD = @{ Graph = 'https://dod-graph.microsoft.us'; Login = 'https://login.microsoftonline.us' }
    China    = @{ Graph = 'https://microsoftgraph.chinacloudapi.cn'; Login = 'https://login.chinacloudapi.cn' }
}[$Environment]
$root = ($GraphEndpoint ? $GraphEndpoint.AbsoluteUri : $cloud.Graph).TrimEnd('/')
if (([uri] $root).Scheme -ne 'https' -and -not ([uri] $root).IsLoopback) { throw "-GraphEndpoint '$root' is not https; the token is never sent unencrypted." }
if ([bool] $Issuer -ne [bool] $Subject) { throw '-Issuer and -Subject belong together: give both, or none.' }
if ($CertificatePath -and [IO.Path]::GetExtension($CertificatePath) -ne '.pfx' -and -not (Test-Path -LiteralPath $CertificatePath)) {
    throw "-CertificatePath '$CertificatePath' is not there; only a .pfx file is made."
}

if ($Issuer -and $Issuer.Scheme -ne 'https') { throw "-Issuer '$Issuer' is not an https address." }

# As whom the requests are made.
if (-not $AccessToken -and (Get-Command Get-MgContext -ErrorAction Ignore) -and (Get-MgContext)) {
    $send = { param($method, $path, $json) Invoke-MgGraphRequest -Method $method -Uri "$root/v1.0/$path" -Body $json -ContentType 'application/json' -OutputType PSObject }
}
else {
    $bearer = if ($AccessToken) { ConvertFrom-SecureString $AccessToken -AsPlainText }
    if (-not $bearer) {
        if (-not (Get-Command az -ErrorAction Ignore)) { throw 'Nobody is signed in. Run Connect-MgGraph -Scopes Application.ReadWrite.All, or az login, or give -AccessToken.' }
        $text = az account get-access-token --resource $cloud.Graph --query accessToken --output tsv
        if ($LASTEXITCODE -or -not $text) { throw 'Azure CLI gave no token. Run az login, then this again.' }
        $bearer = "$text".Trim()
    }

    $send = {
        param($method, $path, $json)
        $request = @{ Uri = "$root/v1.0/$path"; Method = $method; Headers = @{ Authorization = "Bearer $bearer" }; ContentType = 'application/json'; TimeoutSec = 100 }
        if ($json) { $request.Body = $json }
        Invoke-RestMethod @request
    }
}

$wait = $RetryInterval
function Invoke-Graph([string] $Method, [string] $Path, $Body, [switch] $IsBehindNew) {
    $json = $Body ? (ConvertTo-Json $Body -Depth 10 -Compress) : $null
    for ($attempt = 1; ; $attempt++) {
        try { return & $send $Method $Path $json }
        catch {
            $status = [int] ($_.Exception.Response.StatusCode ?? 0)
            if ($IsBehindNew -and $status -in 400, 404 -and $attempt -lt 6) {
                Start-Sleep -Duration $wait
                continue
            }

            $detail = try { ("$($_.ErrorDetails.Message)" | ConvertFrom-Json).error.message } catch { $null }
            $advice = if ($status -eq 403) { ' The account lacks the role or the scope for it; see the help of this script.' }
            throw "$Method $($Path -replace '\?.*') failed ($status): $($detail ?? $_.Exception.Message)$advice"
        }
    }
}

function Get-All([string] $Path) {
    $page = Invoke-Graph -Method GET -Path $Path
    $page.value
    while ($page.'@odata.nextLink') {
        $page = Invoke-Graph -Method GET -Path ($page.'@odata.nextLink' -replace '^.*?/v1\.0/')
        $page.value
    }
}

function ConvertTo-Literal([string] $Text) { [uri]::EscapeDataString("'$($Text -replace "'", "''")'") }

# Makes a certificate and its file: created anew, and for this user only.
function Export-NewCertificate([string] $Path, [string] $Name, [securestring] $Password) {
    $key = [Security.Cryptography.RSA]::Create(3072)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        "CN=$($Name -replace '[,+"\\<>;=#]', ' ')", $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddMinutes(-5), [datetimeoffset]::UtcNow.AddYears(1))
    $options = [IO.FileStreamOptions]@{ Mode = 'CreateNew'; Access = 'Write' }
    if (-not $IsWindows) { $options.UnixCreateMode = 'UserRead, UserWrite' }
    $file = [IO.FileStream]::new($Path, $options)
    try { $file.Write($certificate.Export('Pfx', $Password)) } finally { $file.Dispose() }
    $certificate
}

$changes = [Collections.Generic.List[string]]::new()

# The least permissions: what writes also reads.
$names = @((Get-DeviceStatusPermission $Command).Permission | Sort-Object -Unique)
if (-not $names) { throw "No command of the module that needs a permission fits -Command $($Command -join ', ')." }
$names = @($names | Where-Object { $_ -notlike '*.Read.All' -or ($_ -replace '\.Read\.All$', '.ReadWrite.All') -notin $names })

# Their ids, by name: they are not the same in every cloud.
$graphAppId = '00000003-0000-0000-c000-000000000000'
$graph = (Invoke-Graph -Method GET -Path "servicePrincipals?`$filter=appId eq '$graphAppId'&`$select=id,appRoles").value | Select-Object -First 1
if (-not $graph) { throw 'The tenant has no service principal of Microsoft Graph.' }
$roles = foreach ($name in $names) { $graph.appRoles | Where-Object { $_.value -eq $name } | Select-Object -First 1 }
if ($roles.Count -ne $names.Count) { throw "Microsoft Graph of this cloud lacks a permission of: $($names -join ', ')." }
$tenantId = ((Invoke-Graph -Method GET -Path 'organization?$select=id').value | Select-Object -First 1).id

# The application.
$found = @(Get-All "applications?`$filter=displayName eq $(ConvertTo-Literal $DisplayName)&`$select=id,appId,displayName,signInAudience,requiredResourceAccess")
if ($found.Count -gt 1) { throw "There are $($found.Count) applications with the name '$DisplayName'. Rename all but one, or give another -DisplayName." }
$application = $found | Select-Object -First 1
$audience = $MultiTenant ? 'AzureADMultipleOrgs' : 'AzureADMyOrg'
$isNew = -not $application
if ($isNew) {
    if ($PSCmdlet.ShouldProcess($DisplayName, "Register an application with $($names -join ', ')")) {
        $access = @{ resourceAppId = $graphAppId; resourceAccess = @($roles | ForEach-Object { @{ id = $_.id; type = 'Role' } }) }
        $application = Invoke-Graph -Method POST -Path applications -Body @{ displayName = $DisplayName; signInAudience = $audience; requiredResourceAccess = @($access) }
        $changes.Add("registered the application $DisplayName")
    }
}
else {
    $own = @($application.requiredResourceAccess | Where-Object resourceAppId -EQ $graphAppId)
    $missing = @($roles | Where-Object { $_.id -notin $own.resourceAccess.id })
    $patch = @{}
    if ($missing -and $PSCmdlet.ShouldProcess($DisplayName, "Add the permissions $($missing.value -join ', ')")) {
        $others = @($application.requiredResourceAccess | Where-Object resourceAppId -NE $graphAppId)
        $access = @{ resourceAppId = $graphAppId; resourceAccess = @($own.resourceAccess | Where-Object { $_ }) + @($missing | ForEach-Object { @{ id = $_.id; type = 'Role' } }) }
        $patch.requiredResourceAccess = $others + $access
        $changes.Add("added the permissions $($missing.value -join ', ')")
    }

    if ($MultiTenant -and $application.signInAudience -ne $audience -and $PSCmdlet.ShouldProcess($DisplayName, 'Let other tenants use it')) {
        $patch.signInAudience = $audience
        $changes.Add('let other tenants use it')
    }

    if ($patch.Count) { $null = Invoke-Graph -Method PATCH -Path "applications/$($application.id)" -Body $patch }
}

# The certificate: only its public part is sent, and those that are there stay.
$certificate = $null
if ($CertificatePath) {
    $file = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($CertificatePath)
    if (Test-Path -LiteralPath $file) { $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($file, $CertificatePassword) }
    elseif ($PSCmdlet.ShouldProcess($CertificatePath, 'Make a certificate with a key of 3072 bits, good for a year')) {
        $certificate = Export-NewCertificate -Path $file -Name $DisplayName -Password $CertificatePassword
        $changes.Add("made the certificate $CertificatePath")
    }
}

if ($certificate) {
    $keys = @(if ($application) { (Invoke-Graph -Method GET -Path "applications/$($application.id)?`$select=id,keyCredentials" -IsBehindNew:$isNew).keyCredentials | Where-Object { $_ } })
    $public = [Convert]::ToBase64String($certificate.RawData)
    $identifier = [Convert]::ToBase64String($certificate.GetCertHash())
    if (-not $keys.Where({ $_.key -eq $public -or $_.customKeyIdentifier -in $identifier, $certificate.Thumbprint })) {
        if ($PSCmdlet.ShouldProcess($DisplayName, "Add the certificate $($certificate.Thumbprint)") -and $application) {
            $new = @{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = $public; displayName = $certificate.Subject }
            $null = Invoke-Graph -Method PATCH -Path "applications/$($application.id)" -Body @{ keyCredentials = @($keys) + $new } -IsBehindNew:$isNew
            $changes.Add("added the certificate $($certificate.Thumbprint)")
        }
    }
}
elseif ($CertificatePath) { $null = $PSCmdlet.ShouldProcess($DisplayName, 'Add the certificate') }

# The federated credential.
if ($Issuer) {
    $issuerText = $Issuer.OriginalString
    $credentials = @(if ($application) { (Invoke-Graph -Method GET -Path "applications/$($application.id)/federatedIdentityCredentials" -IsBehindNew:$isNew).value | Where-Object { $_ } })
    if (-not $credentials.Where({ $_.issuer -ceq $issuerText -and $_.subject -ceq $Subject })) {
        if ($credentials.Where({ $_.name -eq $FederationName })) { throw "The application has a federated credential '$FederationName' for another subject; give another -FederationName." }
        if ($PSCmdlet.ShouldProcess($DisplayName, "Add the federated credential '$FederationName' for $Subject of $issuerText") -and $application) {
            $new = @{ name = $FederationName; issuer = $issuerText; subject = $Subject; audiences = @('api://AzureADTokenExchange') }
            $null = Invoke-Graph -Method POST -Path "applications/$($application.id)/federatedIdentityCredentials" -Body $new -IsBehindNew:$isNew
            $changes.Add("added the federated credential $FederationName")
        }
    }
}

# What the tenant sees of the application, and what it may do there.
$principal = if ($application) { (Invoke-Graph -Method GET -Path "servicePrincipals?`$filter=appId eq '$($application.appId)'&`$select=id,appId").value | Select-Object -First 1 }
if (-not $principal -and $PSCmdlet.ShouldProcess($DisplayName, 'Make its service principal') -and $application) {
    $principal = Invoke-Graph -Method POST -Path servicePrincipals -Body @{ appId = $application.appId } -IsBehindNew
    $changes.Add('made the service principal')
}

$granted = @(if ($principal) { Get-All "servicePrincipals/$($principal.id)/appRoleAssignments" })
$open = @($roles | Where-Object { $_.id -notin $granted.appRoleId })
if ($GrantConsent) {
    foreach ($role in $open) {
        if ($PSCmdlet.ShouldProcess($DisplayName, "Give the consent to $($role.value)") -and $principal) {
            $null = Invoke-Graph -Method POST -Path "servicePrincipals/$($graph.id)/appRoleAssignedTo" -Body @{ principalId = $principal.id; resourceId = $graph.id; appRoleId = $role.id } -IsBehindNew
            $changes.Add("gave the consent to $($role.value)")
            $open = @($open | Where-Object id -NE $role.id)
        }
    }
}

$clientId = $application.appId
$connect = "Connect-DeviceStatus -TenantId $tenantId -ClientId $clientId"
[pscustomobject]@{
    DisplayName = $DisplayName
    TenantId    = $tenantId
    ClientId    = $clientId
    Permission  = $names
    Consent     = if ($open) { 'Missing' } else { 'Granted' }
    ConsentUri  = if ($open -and $clientId) { "$($cloud.Login)/$tenantId/adminconsent?client_id=$clientId" } else { $null }
    Changes     = @($changes)
    Connect     = if (-not $clientId) { $null }
    elseif ($CertificatePath) { "$connect -CertificatePath '$($CertificatePath -replace "'", "''")'" }
    elseif ($Issuer) { "$connect -WorkloadIdentity" }
    else { $connect }
}
