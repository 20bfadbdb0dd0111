BeforeDiscovery {
    $here = [bool] (Get-Module PSScriptAnalyzer -ListAvailable)
    if (-not $here) { Write-Host 'LEFT OUT, because PSScriptAnalyzer is not installed (Install-PSResource PSScriptAnalyzer): the analysis of the scripts.' }
    $root = Split-Path (Split-Path $PSScriptRoot)
    $scripts = Get-ChildItem $root -File -Recurse -Include *.ps1, *.psm1, *.psd1 |
        ForEach-Object { @{ Path = $_.FullName; Name = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } } |
        Where-Object Name -NotMatch '^(out|tests|bench)/'
}

Describe 'The scripts' -Skip:(-not $here) {
    BeforeAll {
        $settings = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'PSScriptAnalyzerSettings.psd1'
    }

    It '<Name> is clean' -ForEach $scripts {
        $options = @{ Path = $Path; Settings = $settings }
        $found = Invoke-ScriptAnalyzer @options | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" }
        $found | Should -BeNullOrEmpty
    }
}
