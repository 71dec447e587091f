namespace ServerlessSupport.App.Edge;

/// <summary>Says who may call a function. One that a request wakes and that does not say it stops the start.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AllowAttribute(Who who) : Attribute
{
    public Who Who => who;
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

    /// <summary>Agents who are operators too: a token with the role `admin` beside `agent`.</summary>
    Operators,

    /// <summary>Everyone, without a token.</summary>
    Open,
}
