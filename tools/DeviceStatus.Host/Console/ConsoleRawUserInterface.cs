using System.Management.Automation.Host;

namespace DeviceStatus.Host.Console;

/// <summary>The size of the console.</summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = System.Console.ForegroundColor;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = System.Console.BackgroundColor;

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => Known(System.Console.BufferWidth, System.Console.BufferHeight);
        set => throw new NotSupportedException("The size of the console is set by the terminal.");
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get => Known(System.Console.WindowWidth, System.Console.WindowHeight);
        set => throw new NotSupportedException("The size of the console is set by the terminal.");
    }

    /// <inheritdoc/>
    public override Coordinates CursorPosition { get; set; }

    /// <inheritdoc/>
    public override int CursorSize { get; set; } = 1;

    /// <inheritdoc/>
    public override bool KeyAvailable => false;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Size MaxWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get; set; }

    /// <inheritdoc/>
    public override string WindowTitle { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();

    /// <summary>A terminal without a size has the default size.</summary>
    private static Size Known(int width, int height) => new(width > 0 ? width : 80, height > 0 ? height : 24);
}
