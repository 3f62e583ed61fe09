namespace Tour;

/// <summary>The tour cannot show what it promises; the message is meant for the person at the console.</summary>
internal sealed class TourFailure(string message) : Exception(message);
