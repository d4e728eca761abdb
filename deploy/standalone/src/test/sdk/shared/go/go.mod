module sdkshared

go 1.24.4
