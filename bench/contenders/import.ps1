# The cost of importing: this module, an empty binary module, or Azure.Identity as other modules bring it. A process of its own each time.
param([ValidateSet('Module', 'Assembly')] [string] $Kind, [string] $Path, [switch] $Use)
. $PSScriptRoot/Measure.ps1
function Get-Resident { $self.Refresh(); $self.WorkingSet64 }
$marks = @{ start = Get-Resident }
$measured = Measure-Pass 1 {
    if ($Kind -eq 'Module') { Import-Module $Path }
    else {
        Add-Type -Path $Path
        [Azure.Identity.ClientSecretCredential]::new('00000000-0000-0000-0000-000000000000', 'client', 'secret')
    }
}
$marks.import = Get-Resident
if ($Use) {
    $null = Connect-DeviceStatus -Sandbox
    $null = Get-IosUpdateDeviceStatus -Top 1
    $marks.sandbox = Get-Resident
    1..10000 | ForEach-Object { [pscustomobject]@{ DeviceConfigurationId = 'd1000000-0000-4000-8000-000000000001'; DeviceDisplayName = "BENCH-$_"; Status = 'compliant' } } |
        New-DeviceConfigurationDeviceStatus | Out-Null
    $marks.run = Get-Resident
}
Write-Result @{ passes = @($measured); marks = $marks }
