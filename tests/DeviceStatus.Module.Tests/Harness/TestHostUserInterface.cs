using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>Records text and progress, and replies to choices from a queue.</summary>
public sealed class TestHostUserInterface : PSHostUserInterface
{
    private readonly TestHostRawUserInterface _raw = new();
    private readonly StringBuilder _text = new();
    private readonly ConcurrentQueue<string> _replies = new();
    private readonly ConcurrentQueue<string> _questions = new();
    private readonly ConcurrentQueue<ProgressRecord> _progress = new();

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _raw;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => true;

    /// <summary>The width of the screen in characters.</summary>
    public int Width
    {
        get => _raw.BufferSize.Width;
        set => _raw.BufferSize = new Size(value, 3000);
    }

    /// <summary>The progress records, each as it was when it was written.</summary>
    public IReadOnlyCollection<ProgressRecord> Progress => _progress;

    /// <summary>The messages of the choices that were asked for.</summary>
    public IReadOnlyCollection<string> Questions => _questions;

    /// <summary>The lines that were written.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_text)
            {
                return _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    /// <summary>Sets the replies to the next choices, each by the label of the choice.</summary>
    /// <param name="labels">The labels, such as Yes or No.</param>
    public void Reply(params string[] labels)
    {
        foreach (string label in labels)
        {
            _replies.Enqueue(label);
        }
    }

    /// <summary>Forgets what was recorded, and replies that were not used.</summary>
    public void Clear()
    {
        lock (_text)
        {
            _text.Clear();
        }

        _replies.Clear();
        _questions.Clear();
        _progress.Clear();
        Width = 100;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        _questions.Enqueue(message);
        if (!_replies.TryDequeue(out string? reply))
        {
            throw new HostException("No reply was prepared for: " + message);
        }

        for (int i = 0; i < choices.Count; i++)
        {
            if (choices[i].Label.Replace("&", string.Empty, StringComparison.Ordinal) == reply)
            {
                return i;
            }
        }

        throw new HostException("There is no choice '" + reply + "' for: " + message);
    }

    /// <inheritdoc/>
    public override void Write(string value)
    {
        // The host decides whether colours reach the screen, as the console host does.
        string text = GetOutputString(value, SupportsVirtualTerminal);
        lock (_text)
        {
            _text.Append(text);
        }
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteLine(value);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // The sender changes the record afterwards.
        _progress.Enqueue(new ProgressRecord(record.ActivityId, record.Activity, record.StatusDescription)
        {
            PercentComplete = record.PercentComplete,
            SecondsRemaining = record.SecondsRemaining,
            RecordType = record.RecordType,
        });
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new HostException("This host does not prompt for values: " + string.Join(", ", descriptions.Select(field => field.Name)));

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string ReadLine() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
}
