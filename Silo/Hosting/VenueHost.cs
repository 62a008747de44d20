using System.Net.Sockets;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>Starts the simulated venue, and says what is wrong when its address is taken.</summary>
internal static class VenueHost
{
    /// <exception cref="SettingsException">The address is taken.</exception>
    public static async Task<PaperVenue> Start(Uri address, ulong seed, IEnumerable<string> symbols, TimeProvider time, bool isForDrills = false)
    {
        try
        {
            return await PaperVenue.Start(address, seed, symbols, time, isForDrills);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new SettingsException([$"{address} is taken ({error.Message}): use the venue that runs there with --venue {address.GetLeftPart(UriPartial.Authority)}, or configure another paperVenue.url"]);
        }
    }
}
