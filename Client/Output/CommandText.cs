using System.Globalization;
using Quern.Proto;

namespace Quern.Client.Output;

/// <summary>What a command's reply means to a person.</summary>
public static class CommandText
{
    /// <summary>True when it was accepted and, if it cancels, no order is left at the venue.</summary>
    public static bool IsDone(CommandReply reply) => reply.Accepted && reply.OpenOrders <= 0;

    /// <summary>One line: the command, what happened, and the open orders left when the silo counted them.</summary>
    public static string Of(string command, CommandReply reply)
    {
        string outcome = reply.Message.Length > 0 ? reply.Message : reply.Accepted ? "accepted" : "not accepted";
        string left = reply.OpenOrders switch
        {
            < 0 => "",
            0 => " (0 open orders left)",
            1 => " (1 open order left)",
            _ => string.Create(CultureInfo.InvariantCulture, $" ({reply.OpenOrders} open orders left)"),
        };
        return PlainText.OneLine($"{command}: {outcome}{left}");
    }
}
