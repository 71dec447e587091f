namespace ServerlessSupport.App.Edge;

/// <summary>Says who may call a function. One that a request wakes and that does not say it stops the start.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AllowAttribute(Who who, Audited audited = Audited.Changes) : Attribute
{
    public Who Who => who;

    public Audited Audited => audited;
}

/// <summary>Who may call a function.</summary>
internal enum Who
{
    /// <summary>Customers, about their own tickets: a token with the role `customer`.</summary>
    Customers,

    /// <summary>Agents, about the tickets that they see: a token with the role `agent`.</summary>
    Agents,

    /// <summary>Customers and agents, about the devices they get pushes on.</summary>
    Devices,

    /// <summary>Agents who lead, and admins of the desk: a token with the role `agent`, and the directory calls them so.</summary>
    Leads,

    /// <summary>Agents who are operators too: a token with the role `admin` beside `agent`.</summary>
    Operators,

    /// <summary>Everyone, without a token.</summary>
    Open,
}

/// <summary>What of an agent's calls of a function the audit record tells.</summary>
internal enum Audited
{
    /// <summary>Those that may change something: all but GET.</summary>
    Changes,

    /// <summary>All, for what is read is a person's.</summary>
    Always,

    /// <summary>None: what is said holds for seconds and is kept nowhere.</summary>
    Never,
}
