namespace ServerlessSupport.People;

/// <summary>What stands for a signed-in person in keys, tags and logs: a digest, never a name or an address.</summary>
public static class PersonKey
{
    public static string Of(string subject) => Digest.Of("person", subject);
}
