using DeviceStatus.Graph.Files;

namespace DeviceStatus.Graph.Tests.Files;

/// <summary>A queue that keeps in memory what it may, and the rest in a file.</summary>
public sealed class SpillQueueTests
{
    [Fact]
    public void TryEnqueue_up_to_the_limit_needs_no_file()
    {
        using SpillQueue<string> queue = new(100, new TextCodec(), () => throw new InvalidOperationException("No file is needed."));
        for (int i = 0; i < 100; i++)
        {
            Assert.True(queue.TryEnqueue($"{i}"));
        }

        Assert.Equal((100, 0), (queue.Count, queue.Spilled));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(1_000, 1)]
    [InlineData(50, 20_000)]
    public void TryDequeue_returns_items_in_order_however_calls_alternate(int memory, int seed)
    {
        Random random = new(seed);
        using MemoryStream file = new();
        using SpillQueue<string> queue = new(memory, new TextCodec(), () => file);
        Queue<string> model = new();
        long most = 0;
        for (int number = 0; number < 30_000; number++)
        {
            // Phases in which the queue grows and shrinks, so that it fills and empties its file several times.
            if (random.Next(10) < (number / 5_000 % 2 == 0 ? 8 : 2))
            {
                string item = $"{number} {new string('x', random.Next(60))}";
                Assert.True(queue.TryEnqueue(item));
                model.Enqueue(item);
            }
            else
            {
                Assert.Equal(model.TryDequeue(out string? expected), queue.TryDequeue(out string? actual));
                Assert.Equal(expected, actual);
            }

            Assert.Equal(model.Count, queue.Count);
            most = Math.Max(most, queue.Spilled);
        }

        Assert.True(most > 0, "The file was used.");
        while (queue.TryDequeue(out string? left))
        {
            Assert.Equal(model.Dequeue(), left);
        }

        Assert.Empty(model);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void TryEnqueue_full_disk_refuses_items_and_loses_none()
    {
        using SpillQueue<string> queue = new(10, new TextCodec(), () => new FullStream(100_000));
        int accepted = 0;
        while (queue.TryEnqueue($"{accepted} {new string('x', 100)}"))
        {
            accepted++;
        }

        Assert.InRange(accepted, 100, 10_000);
        Assert.IsType<IOException>(queue.Failure);
        for (int i = 0; i < accepted; i++)
        {
            Assert.True(queue.TryDequeue(out string? item));
            Assert.StartsWith($"{i} ", item, StringComparison.Ordinal);
        }

        // In memory there is room again; the file is not tried a second time.
        Assert.Equal(0, queue.Count);
        Assert.True(queue.TryEnqueue("again"));
    }

    [Fact]
    public void OpenFile_temporary_file_is_private_and_has_no_name_on_Unix()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows deletes the file with its handle.");
            return;
        }

        string[] before = Files();
        using (SpillQueue<string> queue = new(1, new TextCodec()))
        {
            for (int i = 0; i < 20_000; i++)
            {
                Assert.True(queue.TryEnqueue(new string('x', 100)));
            }

            Assert.True(queue.Spilled > 10_000);
            Assert.Equal(before, Files());
        }

        Assert.Equal(before, Files());

        static string[] Files() => Directory.GetFiles(Path.GetTempPath(), "DeviceStatus-*");
    }

    private sealed class TextCodec : ISpillCodec<string>
    {
        public void Write(BinaryWriter writer, string item) => writer.Write(item);

        public string Read(BinaryReader reader) => reader.ReadString();
    }

    /// <summary>A disk that is full after some bytes, and takes a part of the write that does not fit.</summary>
    private sealed class FullStream(int capacity) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, (int)Math.Min(count, capacity - Position));
            if (Position >= capacity)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
