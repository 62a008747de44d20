namespace Quern.Client.Output;

/// <summary>Text from elsewhere, made safe to print.</summary>
public static class PlainText
{
    /// <summary>One line without control characters: what a venue or a silo wrote must not move the cursor or paint the screen.</summary>
    public static string OneLine(string text)
    {
        foreach (char letter in text)
        {
            if (char.IsControl(letter))
                return string.Create(text.Length, text, static (line, source) =>
                {
                    for (int index = 0; index < line.Length; index++)
                        line[index] = char.IsControl(source[index]) ? ' ' : source[index];
                }).Trim();
        }

        return text;
    }

    /// <summary>The end of a text that is too long, behind an ellipsis: of <c>venue:symbol</c> the symbol says more.</summary>
    public static string Tail(string text, int width) => text.Length <= width || width < 1 ? text : $"…{text[^(width - 1)..]}";
}
