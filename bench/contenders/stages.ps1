# The pipeline with less and less behind it: where the time of a row goes.
param([ValidateSet('csv', 'four', 'same')] [string] $Stage, [string] $Csv, [long] $Rows, [int] $Passes = 1)
. $PSScriptRoot/Measure.ps1
if ($Stage -ne 'csv') {
    # Set-BenchSame has the parameters of Set-DeviceConfigurationDeviceStatus that bind from the pipeline.
    Add-Type -PassThru -TypeDefinition @'
using System;
using System.Management.Automation;

[Cmdlet("Set", "BenchFour")]
public sealed class SetBenchFour : PSCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)] public string DeviceConfigurationId { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string Id { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string Status { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string LastReportedDateTime { get; set; }
}

[Cmdlet("Set", "BenchSame", SupportsShouldProcess = true)]
public sealed class SetBenchSame : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)] public PSObject InputObject { get; set; }
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty] public string DeviceConfigurationId { get; set; }
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true), Alias("DeviceConfigurationDeviceStatusId"), ValidateNotNullOrEmpty] public string Id { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string DeviceDisplayName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string UserName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string DeviceModel { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public int? Platform { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public DateTimeOffset? ComplianceGracePeriodExpirationDateTime { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateSet("unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned", "")] public string Status { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public DateTimeOffset? LastReportedDateTime { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true)] public string UserPrincipalName { get; set; }
    [Parameter(ValueFromPipelineByPropertyName = true), AllowEmptyCollection, AllowEmptyString, AllowNull] public string[] Clear { get; set; }
}
'@ | Select-Object -First 1 | ForEach-Object { Import-Module $_.Assembly }
}

$measured = foreach ($pass in 1..$Passes) {
    Measure-Pass $Rows $(switch ($Stage) {
            'csv' { { Import-Csv $Csv | Out-Null } }
            'four' { { Import-Csv $Csv | Set-BenchFour } }
            'same' { { Import-Csv $Csv | Set-BenchSame } }
        })
}
Write-Result @{ passes = @($measured) }
