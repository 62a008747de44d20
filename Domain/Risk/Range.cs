namespace Quern.Domain.Risk;

/// <summary>Refuses a setting outside its range, with the numbers.</summary>
internal static class Range
{
    public static void Check(long value, long least, long most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}: allowed are {least} to {most}.");
    }
}
