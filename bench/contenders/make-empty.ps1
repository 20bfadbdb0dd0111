# Makes a binary module with one empty cmdlet, the least that Import-Module can be asked to do.
param([string] $Folder)
. $PSScriptRoot/Measure.ps1
Remove-Item $Folder -Recurse -Force -ErrorAction Ignore
$null = New-Item $Folder -ItemType Directory
Add-Type -OutputAssembly (Join-Path $Folder Empty.dll) -TypeDefinition '[System.Management.Automation.Cmdlet("Get", "BenchEmpty")] public sealed class GetBenchEmpty : System.Management.Automation.PSCmdlet { }'
New-ModuleManifest (Join-Path $Folder Empty.psd1) -RootModule Empty.dll -CmdletsToExport Get-BenchEmpty -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
Write-Result @{}
