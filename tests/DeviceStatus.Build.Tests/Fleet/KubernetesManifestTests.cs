using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace DeviceStatus.Build.Tests.Fleet;

/// <summary>
/// The manifests of samples/fleet: the models of the Kubernetes client read them strictly, and their parts fit each other.
/// </summary>
public sealed class KubernetesManifestTests
{
    private static readonly Repository Repository = Repository.Find(AppContext.BaseDirectory);

    private static V1Job Job => KubernetesYaml.Deserialize<V1Job>(Read("job.yaml"), strict: true);

    private static V1CronJob CronJob => KubernetesYaml.Deserialize<V1CronJob>(Read("cronjob.yaml"), strict: true);

    private static V1Container Worker => Assert.Single(Job.Spec.Template.Spec.Containers);

    [Fact]
    public void Job_is_one_of_the_batch_API() => Assert.Equal(("batch/v1", "Job"), (Job.ApiVersion, Job.Kind));

    [Fact]
    public void Job_is_indexed_and_starts_an_index_again()
    {
        V1JobSpec spec = Job.Spec;
        Assert.Equal("Indexed", spec.CompletionMode);
        Assert.Equal("Never", spec.Template.Spec.RestartPolicy);
        Assert.Null(spec.BackoffLimit);
        Assert.InRange(spec.BackoffLimitPerIndex!.Value, 1, 20);
        Assert.InRange(spec.Parallelism!.Value, 1, spec.Completions!.Value);
    }

    [Fact]
    public void Job_ends_an_index_on_1_and_78_only()
    {
        IList<V1PodFailurePolicyRule> rules = Job.Spec.PodFailurePolicy.Rules;
        V1PodFailurePolicyRule byExitCode = Assert.Single(rules, rule => rule.OnExitCodes is not null);
        Assert.Equal("FailIndex", byExitCode.Action);
        Assert.Equal("In", byExitCode.OnExitCodes.OperatorProperty);
        Assert.Equal([1, 78], byExitCode.OnExitCodes.Values);
        Assert.Equal(Worker.Name, byExitCode.OnExitCodes.ContainerName);
        V1PodFailurePolicyRule disruption = Assert.Single(rules, rule => rule.OnPodConditions is { Count: > 0 });
        Assert.Equal(
            ("Ignore", "DisruptionTarget", "True"),
            (disruption.Action, disruption.OnPodConditions[0].Type, disruption.OnPodConditions[0].Status));
    }

    [Fact]
    public void Job_tells_the_worker_how_many_shards_there_are() =>
        Assert.Equal($"{Job.Spec.Completions}", Assert.Single(Worker.Env, variable => variable.Name == "SHARD_COUNT").Value);

    [Fact]
    public void Job_needs_no_root_and_no_writable_image()
    {
        V1PodSpec pod = Job.Spec.Template.Spec;
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.True(Worker.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(Worker.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], Worker.SecurityContext.Capabilities.Drop);
        Assert.NotNull(Worker.Resources.Limits["memory"]);
    }

    [Fact]
    public void Job_names_only_what_setup_makes_and_what_it_has_itself()
    {
        string[] documents = Read("setup.yaml").Split("\n---\n");
        V1ServiceAccount account = KubernetesYaml.Deserialize<V1ServiceAccount>(documents[0], strict: true);
        V1PersistentVolumeClaim claim = KubernetesYaml.Deserialize<V1PersistentVolumeClaim>(documents[1], strict: true);
        V1PodSpec pod = Job.Spec.Template.Spec;
        Assert.Equal(account.Name(), pod.ServiceAccountName);
        Assert.Equal("true", Job.Spec.Template.Metadata.Labels["azure.workload.identity/use"]);
        Assert.Contains("azure.workload.identity/client-id", account.Annotations().Keys);
        Assert.Equal(
            claim.Name(), Assert.Single(pod.Volumes, volume => volume.PersistentVolumeClaim is not null).PersistentVolumeClaim.ClaimName);
        Assert.Equal(["ReadWriteMany"], claim.Spec.AccessModes);
        Assert.Equal(pod.Volumes.Select(volume => volume.Name).Order(), Worker.VolumeMounts.Select(mount => mount.Name).Order());
        foreach (string name in new[] { Job.Name(), CronJob.Name(), account.Name(), claim.Name(), Worker.Name })
        {
            Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", name);
        }
    }

    [Fact]
    public void Job_gives_the_worker_parameters_that_it_has()
    {
        string script = Read("Invoke-Fleet.ps1");
        string[] names = [.. Worker.Args.Where(argument => argument.StartsWith('-')).Select(argument => argument[1..])];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($@"(?m)^    \[[\w\[\]]+\] \${name}\b", script));
        Assert.All(
            Worker.Args.Where(argument => argument.StartsWith('/')),
            path => Assert.Contains(Worker.VolumeMounts, mount => path.StartsWith(mount.MountPath + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void CronJob_runs_the_very_job_and_no_two_of_them_at_a_time()
    {
        Assert.Equal(("batch/v1", "CronJob", "Forbid"), (CronJob.ApiVersion, CronJob.Kind, CronJob.Spec.ConcurrencyPolicy));
        Assert.Matches(@"^(\S+ ){4}\S+$", CronJob.Spec.Schedule);
        Assert.Equal(KubernetesYaml.Serialize(Job.Spec), KubernetesYaml.Serialize(CronJob.Spec.JobTemplate.Spec));
    }

    [Fact]
    public void Manifest_reader_is_strict()
    {
        string misspelt = Read("job.yaml").Replace("backoffLimitPerIndex:", "backofLimitPerIndex:", StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.Deserialize<V1Job>(misspelt, strict: true));
    }

    [Fact]
    public void Image_has_an_exact_version_and_its_container_runs_as_the_user_of_the_job()
    {
        Assert.Matches(@"^[\w.-]+/[\w./-]+:\d+\.\d+\.\d+$", Worker.Image);
        string file = Read("Containerfile");
        Assert.Matches(@"(?m)^FROM [\w./-]+:\d+\.\d+\.\d+(-[\w.]+)?$", file);
        Assert.Single(Regex.Matches(file, "(?m)^FROM "));
        Assert.Matches($@"(?m)^USER {Job.Spec.Template.Spec.SecurityContext.RunAsUser}$", file);
        Assert.Contains(Worker.Image, file, StringComparison.Ordinal);
        foreach (Match copy in Regex.Matches(file, @"(?m)^COPY (?<from>\S+) "))
        {
            string from = copy.Groups["from"].Value;
            string path = Repository.PathOf(from.Split('/'));
            Assert.True(from == "out/DeviceStatus" || File.Exists(path), $"{from} is not in the repository.");
        }
    }

    [Fact]
    public void Guide_names_files_and_an_image_that_exist()
    {
        string guide = File.ReadAllText(Repository.PathOf("docs", "fleet.md"));
        string[] files =
            [.. Regex.Matches(guide, @"samples/fleet/(?<name>[\w-]+(\.\w+)?)").Select(match => match.Groups["name"].Value).Distinct()];
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("samples", "fleet")).Select(path => Path.GetFileName(path)),
            name => Assert.Contains(name, files));
        Assert.All(files, name => Assert.True(File.Exists(Repository.PathOf("samples", "fleet", name)), name));
        Assert.Contains(Worker.Image, guide, StringComparison.Ordinal);
        Assert.Contains(Job.Name(), guide, StringComparison.Ordinal);
    }

    private static string Read(string name) => File.ReadAllText(Repository.PathOf("samples", "fleet", name)).ReplaceLineEndings("\n");
}
