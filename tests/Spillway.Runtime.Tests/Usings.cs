global using Spillway.Runtime.Tests.Kit;
global using Xunit;
