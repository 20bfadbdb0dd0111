@{
    ExcludeRules = @(
        # build.ps1 and the samples talk to a person, and leave the pipeline to what a program would read.
        'PSAvoidUsingWriteHost'
        # .editorconfig wants UTF-8 without a mark, which is what PowerShell 7 reads and writes.
        'PSUseBOMForUnicodeEncodedFile'
    )
}
