# Runs every example of the documentation on the sandbox. What is an example:
# - in Markdown, a block fenced as ```powershell. Behind the word, "tenant" marks one that needs a tenant: it is parsed, and its
#   parameters are bound against the cmdlets, but it does not run; "errors" marks one that shows failures: it must write errors.
# - in an about topic, a block indented by eight blanks or more behind an empty line. The first line "# Needs a tenant." or
#   "# Fails on purpose." marks it in the same way.

BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path

    function Get-MarkdownExample([string] $Path) {
        $lines = Get-Content $Path
        for ($i = 0; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -match '^#+ (.+)$') { $title = $Matches[1] }
            if ($lines[$i] -notmatch '^```powershell *(\w*)$') { continue }
            $mark, $start = $Matches[1], ($i + 1)
            do { $i++ } until ($lines[$i] -eq '```')
            @{ Line = $start; Title = $title; Mark = $mark; Code = $lines[$start..($i - 1)] -join "`n" }
        }
    }

    function Get-TopicExample([string] $Path) {
        $lines = Get-Content $Path
        for ($i = 1; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -match '^ {0,3}\S') { $title = $lines[$i].Trim() }
            if ($lines[$i - 1] -or $lines[$i] -notmatch '^ {8}') { continue }
            $start = $i
            while ($lines[$i + 1] -match '^ {8}' -or (-not $lines[$i + 1] -and $lines[$i + 2] -match '^ {8}')) { $i++ }
            $code = $lines[$start..$i] -replace '^ {8}'
            $mark = switch ($code[0]) { '# Needs a tenant.' { 'tenant' } '# Fails on purpose.' { 'errors' } }
            @{ Line = $start + 1; Title = $title; Mark = "$mark"; Code = $code -join "`n" }
        }
    }

    $sources = @(Get-ChildItem $root/docs/*.md, $root/en-US/about_*.help.txt; Get-Item $root/README.md -ErrorAction Ignore) | ForEach-Object {
        $examples = if ($_.Extension -eq '.md') { @(Get-MarkdownExample $_) } else { @(Get-TopicExample $_) }
        @{ Source = $_.Name; Examples = $examples }
    }
    $sources = $sources | Where-Object { $_.Examples }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-Module $root/out/DeviceStatus -Force
    $state = [initialsessionstate]::CreateDefault()
    $state.ImportPSModule("$root/out/DeviceStatus/DeviceStatus.psd1")
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()

    # One folder for each example, in which what it may read lies as in the repository. Not TestDrive: Pester walks through that, links
    # and all, around every test.
    $folders = Join-Path ([IO.Path]::GetTempPath()) "DeviceStatus-examples-$PID"
    function New-Folder {
        $folder = New-Item -ItemType Directory -Path (Join-Path $folders ([guid]::NewGuid()))
        $kind = $IsWindows ? 'Junction' : 'SymbolicLink'
        foreach ($name in 'samples', 'out') {
            if (Test-Path $root/$name) { $null = New-Item -ItemType $kind -Path $folder/$name -Target $root/$name }
        }

        $folder.FullName
    }

    # Binds a command to the cmdlet as it is. What is splatted the binder cannot see: of that, the names must be parameters.
    function Get-BindingError([System.Management.Automation.Language.CommandAst] $Command, $Tree) {
        $isScript = $Command.GetCommandName() -like '*.ps1'
        $cmdlet = if ($isScript) { Get-Command (Join-Path $root $Command.GetCommandName()) -ErrorAction Ignore }
        else { Get-Command $Command.GetCommandName() -Module DeviceStatus -ErrorAction Ignore }
        if (-not $cmdlet) { return "'$Command' names no cmdlet, and no script of the samples." }
        $splatted, $elements = $Command.CommandElements.Where({ $_.Splatted }, 'Split')
        $plain = [System.Management.Automation.Language.Parser]::ParseInput($elements.Extent.Text -join ' ', [ref] $null, [ref] $null)
        $first = $plain.Find({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
        if ($isScript) {
            # The static binder does not read scripts: of these, the names are looked at.
            $typed = $first.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] }).ParameterName
            $typed | Where-Object { $_ -and $_ -notin $cmdlet.Parameters.Keys } | ForEach-Object { "-$_ is no parameter of $cmdlet." }
        }
        else { [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($first, $true).BindingExceptions.Values.BindingException.Message }

        foreach ($variable in $splatted.VariablePath.UserPath) {
            $table = $Tree.Find({ $args[0] -is [System.Management.Automation.Language.AssignmentStatementAst] -and "$($args[0].Left)" -eq "`$$variable" }, $true)
            if (-not $table) { "'@$variable' is nowhere made." }
            $keys = $table.Right.Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $true).KeyValuePairs.Item1.Value
            $keys | Where-Object { $_ -notin $cmdlet.Parameters.Keys } | ForEach-Object { "-$_ is no parameter of $cmdlet." }
        }
    }

    function Invoke-Example([string] $Code) {
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript('param($folder) Set-Location -LiteralPath $folder; $Error.Clear(); $null = Connect-DeviceStatus -Sandbox').AddArgument((New-Folder))
            # The module is here already; the same one through the link of the folder would be another one to PowerShell.
            $null = $shell.AddStatement().AddScript($Code.Replace('./out/DeviceStatus', "$root/out/DeviceStatus"), $true)
            $null = $shell.AddStatement().AddScript('Get-DeviceStatusConnection | Disconnect-DeviceStatus')
            $null = $shell.Invoke()

            # $Error, because it also has what an example kept from the screen with -ErrorAction SilentlyContinue.
            $runspace.SessionStateProxy.GetVariable('Error') | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }
        }
        catch {
            "terminated: $($_.Exception.InnerException ?? $_.Exception)"
        }
        finally {
            $shell.Dispose()
        }
    }
}

AfterAll {
    $runspace.Dispose()
    Get-ChildItem $folders -Recurse -Depth 1 | Where-Object LinkType | ForEach-Object Delete
    Remove-Item $folders -Recurse -Force
}

Describe 'Examples of <Source>' -ForEach $sources {
    It '<Title>, line <Line>' -ForEach ($Examples | Where-Object Mark -EQ '') {
        Invoke-Example $Code | Should -BeNullOrEmpty
    }

    It '<Title>, line <Line>, fails as it says' -ForEach ($Examples | Where-Object Mark -EQ 'errors') {
        $errors = Invoke-Example $Code
        $errors | Should -Not -BeNullOrEmpty -Because 'an example of failures shows some'
        $errors | Should -Not -Match '^(terminated|CommandNotFound|AmbiguousParameter|MissingMandatory|NamedParameterNotFound|PositionalParameter)'
    }

    It '<Title>, line <Line>, would bind on a tenant' -ForEach ($Examples | Where-Object Mark -EQ 'tenant') {
        $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) |
            Where-Object { $_.GetCommandName() -match 'DeviceStatus|^\./samples/.*\.ps1$' } |
            ForEach-Object { Get-BindingError $_ $tree } |
            Where-Object { $_ } |
            Should -BeNullOrEmpty
    }
}

Describe 'The examples' {
    It 'are found: three for each cmdlet at the least, and some in each topic' -ForEach @{ Sources = $sources; Root = $root } {
        $found = @{}
        $Sources | ForEach-Object { $found[$_.Source] = $_.Examples.Count }
        foreach ($command in Get-Command -Module DeviceStatus) { $found["$command.md"] | Should -BeGreaterOrEqual 3 -Because $command }
        foreach ($topic in Get-ChildItem $Root/en-US/about_*.help.txt) { $found[$topic.Name] | Should -BeGreaterOrEqual 1 -Because $topic.Name }
    }
}
