// Runs the OTLP/gRPC receiver of the OpenTelemetry Collector and prints each batch of spans that it takes as a line of
// OTLP's JSON. The first line is the address; the program ends when its standard input does. An argument is the address to
// listen on, else one is chosen; after it, "quiet" prints no spans.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
)

func main() {
	address := address()
	ctx := context.Background()
	traces, err := otlp(ctx, address, printer())
	if err != nil {
		log.Fatal(err)
	}
	if err := traces.Start(ctx, componenttest.NewNopHost()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(address)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := traces.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}

// The receiver does not say which port it got, so one is found before.
func address() string {
	if len(os.Args) > 1 && os.Args[1] != "" {
		return os.Args[1]
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

func otlp(ctx context.Context, address string, next consumer.Traces) (receiver.Traces, error) {
	factory := otlpreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	wanted := confmap.NewFromStringMap(map[string]any{
		"protocols": map[string]any{"grpc": map[string]any{"endpoint": address}},
	})
	if err := wanted.Unmarshal(config); err != nil {
		return nil, err
	}
	settings := receiver.Settings{
		ID:                component.NewID(factory.Type()),
		TelemetrySettings: componenttest.NewNopTelemetrySettings(),
		BuildInfo:         component.NewDefaultBuildInfo(),
	}
	return factory.CreateTraces(ctx, settings, config, next)
}

func printer() consumer.Traces {
	var lock sync.Mutex
	json := ptrace.JSONMarshaler{}
	quiet := len(os.Args) > 2 && os.Args[2] == "quiet"
	print := func(_ context.Context, batch ptrace.Traces) error {
		if quiet {
			return nil
		}
		line, err := json.MarshalTraces(batch)
		if err != nil {
			return err
		}
		lock.Lock()
		defer lock.Unlock()
		_, err = fmt.Println(string(line))
		return err
	}
	next, err := consumer.NewTraces(print)
	if err != nil {
		log.Fatal(err)
	}
	return next
}
