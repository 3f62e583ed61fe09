using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Spillway.Benchmarks.Analysis;

/// <summary>User and system time of the processes that this one has started and seen end.</summary>
/// <remarks>.NET forgets a process's times on Unix as soon as it has ended, so the kernel is asked.</remarks>
internal static partial class CpuTime
{
    private const int Children = -1;

    public static TimeSpan OfChildren()
    {
        if (OperatingSystem.IsWindows())
            return Windows;

        return GetResourceUsage(Children, out var usage) == 0 ? usage.User.Span + usage.System.Span : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Where the system keeps no such sum, whoever waits for a process adds it here.</summary>
    public static TimeSpan Windows { get; set; }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Microseconds;

        public readonly TimeSpan Span => TimeSpan.FromSeconds(Seconds) + TimeSpan.FromMicroseconds(Microseconds);
    }

    /// <summary>The first two fields of the kernel's struct, and room for the other fourteen.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Usage
    {
        public Time User;
        public Time System;
        private readonly Rest _rest;
    }

    [System.Runtime.CompilerServices.InlineArray(14)]
    private struct Rest
    {
        private nint _first;
    }
}
