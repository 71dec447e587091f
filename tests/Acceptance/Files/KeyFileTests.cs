using System.Security.Cryptography;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Local.Files;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Files;

/// <summary>A key that is not whole stops the start, and says what to do; a key is only its owner's to read.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Broken()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportPkcs8PrivateKeyPem();
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return new()
        {
            { "issuer.pem", "" },
            { "issuer.pem", " \n" },
            { "issuer.pem", pem[..(pem.Length / 2)] },
            { "issuer.pem", "no key" },
            { "issuer.pem", curve.ExportSubjectPublicKeyInfoPem() },
            { "issuer.pem", rsa.ExportSubjectPublicKeyInfoPem() },
            { "issuer.pem", otherCurve.ExportPkcs8PrivateKeyPem() },
            { "hub.key", "" },
            { "hub.key", "c2hvcnQ=" },
            { "hub.key", new string('\0', 44) },
            { "attachments.key", "" },
            { "attachments.key", "c2hvcnQ=" },
            { "attachments.key", Convert.ToBase64String(new byte[33]) },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_key_that_is_not_whole_is_named_with_what_to_do(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);

        var refused = Assert.Throws<InvalidDataException>(() => DataFolderKeys.Check(_folder.Path));

        Assert.StartsWith($"{_folder.File(name)} holds no key", refused.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_folder.File(name)));
    }

    [Theory]
    [InlineData("issuer.pem")]
    [InlineData("hub.key")]
    [InlineData("attachments.key")]
    public void A_folder_in_the_place_of_a_key_is_named_with_what_to_do(string name)
    {
        Directory.CreateDirectory(_folder.File(name));

        var refused = Assert.Throws<InvalidDataException>(() => DataFolderKeys.Check(_folder.Path));

        Assert.StartsWith($"{_folder.File(name)} holds no key: it is a folder.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_was_emptied_is_no_new_store()
    {
        LocalIssuer.ReadKey(_folder.File("issuer.pem"));
        File.WriteAllText(_folder.File("support.db"), "");

        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(_folder.Path));

        Assert.Contains("is empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(_folder.File("support.db")).Length);
    }

    [Fact]
    public void Keys_are_made_whole_for_their_owner_only_and_read_again()
    {
        if (OperatingSystem.IsWindows())
            return;
        var made = LocalIssuer.ReadKey(_folder.File("issuer.pem"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("issuer.pem")));
        Assert.Equal(made.ComputeJwkThumbprint(), LocalIssuer.ReadKey(_folder.File("issuer.pem")).ComputeJwkThumbprint());
        Assert.Equal(["issuer.pem"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void What_was_left_of_a_key_that_was_being_made_is_no_key()
    {
        File.WriteAllText(_folder.File("issuer.pem.new"), "half");

        Assert.NotNull(LocalIssuer.ReadKey(_folder.File("issuer.pem")));
    }

    [Fact]
    public void A_key_of_an_earlier_version_goes_on_being_used()
    {
        using var rsa = RSA.Create(2048);
        File.WriteAllText(_folder.File("issuer.pem"), rsa.ExportPkcs8PrivateKeyPem());

        var key = Assert.IsType<Microsoft.IdentityModel.Tokens.RsaSecurityKey>(LocalIssuer.ReadKey(_folder.File("issuer.pem")));
        Assert.Equal(rsa.ExportParameters(false).Modulus, key.Parameters.Modulus);
    }

    public void Dispose() => _folder.Dispose();
}
