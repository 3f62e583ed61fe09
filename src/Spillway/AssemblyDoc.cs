namespace Spillway;
