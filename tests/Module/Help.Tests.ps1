BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-Module $root/out/DeviceStatus -Force
    $commands = Get-Command -Module DeviceStatus | ForEach-Object { @{ Name = $_.Name } }
    $topics = Get-ChildItem $root/en-US/about_*.help.txt | ForEach-Object { @{ Topic = $_.Name -replace '\.help\.txt$'; Path = $_.FullName } }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-Module $root/out/DeviceStatus -Force
    $links = 'https://github.com/devicestatus/DeviceStatus/blob/main/docs/'
    $helpFile = "$root/out/DeviceStatus/en-US/DeviceStatus.dll-Help.xml"
    $common = [System.Management.Automation.Cmdlet]::CommonParameters

    function Get-OwnParameter([string] $Name) {
        (Get-Command $Name).Parameters.Values | Where-Object Name -NotIn $common
    }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $page = Get-Content "$root/docs/$Name.md" -Raw
    }

    It 'says what it is for' {
        $help.Synopsis | Should -Not -Match ([regex]::Escape("$Name ")) -Because 'that would be the syntax which PowerShell makes up'
        $help.Synopsis.Trim() | Should -Match '^[A-Z].{10,}\.$'
        ($help.description.Text -join ' ').Length | Should -BeGreaterThan 100
    }

    It 'describes every parameter and no other' {
        $described = @($help.parameters.parameter)
        $described.name | Sort-Object | Should -Be ((Get-OwnParameter $Name).Name | Sort-Object)
        foreach ($parameter in $described) {
            ($parameter.description.Text -join ' ').Trim() | Should -Match '(?s)^[A-Z].+\.$' -Because "-$($parameter.name) needs a sentence"
        }
    }

    It 'describes each parameter as it is' {
        foreach ($parameter in $help.parameters.parameter) {
            $real = (Get-Command $Name).Parameters[$parameter.name]
            $parameter.aliases | Should -Be ($real.Aliases ? ($real.Aliases -join ', ') : 'none') -Because "-$($parameter.name)"
            $type = [nullable]::GetUnderlyingType($real.ParameterType) ?? $real.ParameterType
            $parameter.type.name | Should -Be $type.Name -Because "-$($parameter.name)"
            $values = ($real.Attributes | Where-Object { $_ -is [ValidateSet] }).ValidValues | Where-Object { $_ }
            foreach ($value in $values) { $parameter.description.Text -join ' ' | Should -Match "\b$([regex]::Escape($value))\b" }
        }
    }

    It 'shows each parameter set, with what is mandatory in it' {
        $sets = (Get-Command $Name).ParameterSets
        $shown = @($help.syntax.syntaxItem)
        $shown.Count | Should -Be $sets.Count
        foreach ($set in $sets) {
            $mandatory = @(($set.Parameters | Where-Object IsMandatory).Name | Sort-Object) -join ' '
            $names = @(($set.Parameters | Where-Object Name -NotIn $common).Name | Sort-Object) -join ' '
            $shown | Where-Object {
                (@($_.parameter.name | Sort-Object) -join ' ') -eq $names -and
                (@(($_.parameter | Where-Object required -EQ 'true').name | Sort-Object) -join ' ') -eq $mandatory
            } | Should -HaveCount 1 -Because "the set $($set.Name) is shown once"
        }
    }

    It 'has three examples or more, each with code and a remark' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) {
            $example.code | Should -Not -BeNullOrEmpty
            ($example.remarks.Text -join '').Trim() | Should -Not -BeNullOrEmpty -Because $example.title
        }
    }

    It 'says what goes in, what comes out, and where to read on' {
        @($help.inputTypes.inputType.type.name) | Should -Not -BeNullOrEmpty
        @($help.returnValues.returnValue.type.name) | Should -Not -BeNullOrEmpty
        foreach ($output in (Get-Command $Name).OutputType.Name) { $help.returnValues.returnValue.type.name.Trim() | Should -Contain $output }
        @($help.relatedLinks.navigationLink)[0].uri | Should -Be "$links$Name.md"
        (Get-Command $Name).HelpUri | Should -Be "$links$Name.md"
    }

    It 'has a page in the schema of platyPS, without a hole' {
        $page | Should -Match "(?s)^---\nexternal help file: DeviceStatus\.dll-Help\.xml\nModule Name: DeviceStatus\nonline version: .+?\nschema: 2\.0\.0\n---\n\n# $Name\n"
        foreach ($section in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
            $page | Should -Match "\n## $section\n\n[^#\n]|\n## $section\n\n### " -Because "$section must not be empty"
        }

        $page | Should -Not -Match '\{\{|%[A-Z]\w*%|TODO'
    }
}

Describe 'Help as a whole' {
    It 'has a page for each cmdlet and none for another' {
        (Get-ChildItem $root/docs/*-*.md | Where-Object { (Get-Content $_ -TotalCount 2)[1] -match '^external help file' }).BaseName | Sort-Object |
            Should -Be ((Get-Command -Module DeviceStatus).Name | Sort-Object)
    }

    It 'has valid MAML for each cmdlet and for none that does not exist' {
        $maml = [xml] (Get-Content $helpFile -Raw)
        $maml.helpItems.command.details.name | Sort-Object | Should -Be ((Get-Command -Module DeviceStatus).Name | Sort-Object)
    }

    It 'is not stale: docs/ and the MAML are what the tool writes now' {
        $tool = Get-ChildItem $root/out/artifacts/bin/DeviceStatus.Help/*/DeviceStatus.Help.dll | Sort-Object LastWriteTime | Select-Object -Last 1
        $tool | Should -Not -BeNullOrEmpty -Because 'the build makes tools/DeviceStatus.Help'
        & dotnet $tool docs $TestDrive/docs | Out-Null
        $LASTEXITCODE | Should -Be 0
        & dotnet $tool maml $TestDrive/maml | Out-Null
        $LASTEXITCODE | Should -Be 0
        foreach ($written in Get-ChildItem $TestDrive/docs) {
            (Get-Content $written -Raw) -ceq (Get-Content "$root/docs/$($written.Name)" -Raw) |
                Should -BeTrue -Because "docs/$($written.Name) must be what './build.ps1 help' writes"
        }

        foreach ($written in Get-ChildItem $TestDrive/maml) {
            (Get-Content $written -Raw) -ceq (Get-Content "$root/out/DeviceStatus/en-US/$($written.Name)" -Raw) |
                Should -BeTrue -Because "out/DeviceStatus/en-US/$($written.Name) must be what './build.ps1 build' writes"
        }
    }

    It 'has an index that leaves no page out' {
        $index = Get-Content $root/docs/README.md -Raw
        foreach ($page in Get-ChildItem $root/docs/*.md -Exclude README.md) { $index | Should -Match "\($([regex]::Escape($page.Name))\)" }
    }

    It 'links only to what is there' {
        foreach ($page in Get-ChildItem $root/docs/*.md) {
            foreach ($link in [regex]::Matches((Get-Content $page -Raw), '\]\((?<target>[^)#]+)(#[^)]*)?\)').ForEach{ $_.Groups['target'].Value }) {
                if ($link -notmatch '^https://') { Join-Path $page.DirectoryName $link | Should -Exist -Because "$($page.Name) links to it" }
            }
        }
    }
}

Describe '<Topic>' -ForEach $topics {
    It 'is found by Get-Help' {
        $found = Get-Help $Topic
        "$found".Trim() | Should -BeLike "TOPIC*$Topic*SHORT DESCRIPTION*LONG DESCRIPTION*"
        (Get-Help "$Topic*" | Where-Object Name -EQ $Topic).Synopsis | Should -Match '^[A-Z].+\.'
    }

    It 'fits 80 columns, in plain text' {
        $lines = Get-Content $Path
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $lines | Where-Object { $_ -match '[^\x20-\x7e]|\s$' } | Should -BeNullOrEmpty
    }

    It 'sends to what exists' {
        foreach ($name in [regex]::Matches((Get-Content $Path -Raw), 'about_DeviceStatus\w*').Value) { "$root/en-US/$name.help.txt" | Should -Exist }
        foreach ($name in [regex]::Matches((Get-Content $Path -Raw), '\b(Get|New|Set|Remove|Connect|Disconnect)-\w*DeviceStatus\w*').Value) {
            Get-Command $name -Module DeviceStatus -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because $name
        }
    }
}
