using ServerlessSupport.Devices;

namespace ServerlessSupport.Unit.Devices;

public sealed class PushAddressTests
{
    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc")]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/abc")]
    [InlineData("https://web.push.apple.com/QGvV")]
    [InlineData("https://wns2-db5p.notify.windows.com/w/?token=abc")]
    [InlineData("https://push.example.com:8443/x")]
    [InlineData("https://bücher.example/x")]
    public void Addresses_of_push_services_pass(string address) => Assert.True(PushAddress.IsPublic(new Uri(address)));

    [Theory]
    [InlineData("http://fcm.googleapis.com/x")]
    [InlineData("ftp://fcm.googleapis.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://169.254.169.254/metadata/instance")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://intranet/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://router.home.arpa/")]
    [InlineData("https://fcm.googleapis.com@127.0.0.1/")]
    [InlineData("https://somebody:secret@fcm.googleapis.com/")]
    public void Addresses_inside_of_a_network_do_not(string address) => Assert.False(PushAddress.IsPublic(new Uri(address)));
}
