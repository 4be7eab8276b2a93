# The door to the build program (build/): setup | build | lint | test | bench | demo | package.
$ErrorActionPreference = 'Stop'
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('The .NET SDK 10 is missing. Install it with: winget install Microsoft.DotNet.SDK.10')
    [Console]::Error.WriteLine('or from https://dotnet.microsoft.com/download/dotnet/10.0, then run this command again.')
    exit 2
}
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
# On Windows and macOS the engine runs over the TorchSharp package, which brings its own libtorch.
if (-not $env:TorchProvider -and -not $IsLinux) { $env:TorchProvider = 'nuget' }
Push-Location $PSScriptRoot
try {
    & dotnet run --project build/FijiBridge.Build.csproj --verbosity quiet -- @args
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
