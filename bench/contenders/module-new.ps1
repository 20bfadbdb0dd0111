# Creations by this module under the published quota.
param([string] $Module, [string] $Url, [string] $Csv, [long] $Rows)
. $PSScriptRoot/Measure.ps1
Connect-Bench $Module $Url 100
$measured = Measure-Pass $Rows { Import-Csv $Csv | New-DeviceConfigurationDeviceStatus -ErrorAction SilentlyContinue }
Write-Result (@{ passes = @($measured) } + (Get-RunFigure))
