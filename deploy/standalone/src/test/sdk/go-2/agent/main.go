// The scripted agent (../../README.md) on the official Go SDK of A2A 1.0, over its three bindings. Prints {"url", "grpc"} as one
// JSON line, and ends when its input does.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/a2aproject/a2a-go/v2/a2a"
	a2agrpc "github.com/a2aproject/a2a-go/v2/a2agrpc/v1"
	"github.com/a2aproject/a2a-go/v2/a2asrv"
	"github.com/a2aproject/a2a-go/v2/a2asrv/push"
	"github.com/a2aproject/a2a-go/v2/a2asrv/taskstore"
	"google.golang.org/grpc"
)

type turn = *a2asrv.ExecutorContext

// say hands an event over; false when nobody listens any more.
type say func(a2a.Event) bool

type scene func(ctx context.Context, t turn, say say)

func text(words string) *a2a.Part {
	part := a2a.NewTextPart(words)
	part.MediaType = "text/plain"
	return part
}

func file(part *a2a.Part) *a2a.Part {
	part.Filename, part.MediaType = "output.txt", "text/plain"
	return part
}

func state(t turn, state a2a.TaskState, words ...string) a2a.Event {
	var message *a2a.Message
	if len(words) > 0 {
		message = a2a.NewMessageForTask(a2a.MessageRoleAgent, t, text(words[0]))
	}
	return a2a.NewStatusUpdateEvent(t, state, message)
}

func ends(with a2a.TaskState, words ...string) scene {
	return func(_ context.Context, t turn, say say) { say(state(t, with, words...)) }
}

func gives(part *a2a.Part, working bool) scene {
	return func(_ context.Context, t turn, say say) {
		if working && !say(state(t, a2a.TaskStateWorking)) {
			return
		}
		if say(a2a.NewArtifactEvent(t, part)) {
			say(state(t, a2a.TaskStateCompleted))
		}
	}
}

func chunks(pause time.Duration, words ...string) scene {
	return func(_ context.Context, t turn, say say) {
		if !say(state(t, a2a.TaskStateWorking)) {
			return
		}
		for number, word := range words {
			time.Sleep(pause)
			event := a2a.NewArtifactUpdateEvent(t, "chunked", text(word))
			event.Append, event.LastChunk = number > 0, number == len(words)-1
			if !say(event) {
				return
			}
		}
		say(state(t, a2a.TaskStateCompleted))
	}
}

func works(time_ time.Duration) scene {
	return func(ctx context.Context, t turn, say say) {
		if !say(state(t, a2a.TaskStateWorking)) {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(time_):
			say(state(t, a2a.TaskStateCompleted))
		}
	}
}

func echo(_ context.Context, t turn, say say) {
	words := "echo: "
	for _, part := range t.Message.Parts {
		words += part.Text()
	}
	event := a2a.NewArtifactEvent(t, text(words))
	event.Artifact.Name = "echo"
	if say(state(t, a2a.TaskStateWorking)) && say(event) {
		say(state(t, a2a.TaskStateCompleted))
	}
}

var scenes = map[string]scene{
	"tck-complete-task":           ends(a2a.TaskStateCompleted, "Hello from TCK"),
	"tck-reject-task":             ends(a2a.TaskStateRejected, "rejected"),
	"tck-input-required":          ends(a2a.TaskStateInputRequired, "what else?"),
	"tck-artifact-text":           gives(text("Generated text content"), false),
	"tck-artifact-file":           gives(file(a2a.NewRawPart([]byte("tck"))), false),
	"tck-artifact-file-url":       gives(file(a2a.NewFileURLPart("https://example.com/output.txt", "text/plain")), false),
	"tck-artifact-data":           gives(a2a.NewDataPart(map[string]any{"key": "value", "count": 42}), false),
	"tck-stream-001":              gives(text("Stream hello from TCK"), true),
	"tck-stream-002":              ends(a2a.TaskStateCompleted),
	"tck-stream-003":              gives(text("Stream hello from TCK"), true),
	"tck-stream-ordering-001":     gives(text("Ordered output"), true),
	"tck-stream-artifact-text":    gives(text("Streamed text content"), true),
	"tck-stream-artifact-file":    gives(file(a2a.NewRawPart([]byte("tck"))), true),
	"tck-stream-artifact-chunked": chunks(0, "chunk-1 ", "chunk-2"),
	"test-resubscribe-message-id": works(4 * time.Second),
	"slow-":                       works(30 * time.Second),
	"steps-":                      chunks(200*time.Millisecond, "one ", "two ", "three ", "four"),
}

// script does what the messageId's prefix says, the longest that fits.
type script struct{}

func (script) Execute(ctx context.Context, t *a2asrv.ExecutorContext) iter.Seq2[a2a.Event, error] {
	return func(yield func(a2a.Event, error) bool) {
		say := func(event a2a.Event) bool { return yield(event, nil) }
		if strings.HasPrefix(t.Message.ID, "tck-message-response") {
			message := a2a.NewMessage(a2a.MessageRoleAgent, text("Direct message response"))
			message.ContextID = t.ContextID
			say(message)
			return
		}
		if t.StoredTask == nil && !say(a2a.NewSubmittedTask(t, t.Message)) {
			return
		}
		found, play := "", echo
		for prefix, scene := range scenes {
			if strings.HasPrefix(t.Message.ID, prefix) && len(prefix) > len(found) {
				found, play = prefix, scene
			}
		}
		play(ctx, t, say)
	}
}

func (script) Cancel(_ context.Context, t *a2asrv.ExecutorContext) iter.Seq2[a2a.Event, error] {
	return func(yield func(a2a.Event, error) bool) { yield(state(t, a2a.TaskStateCanceled), nil) }
}

func card(base, grpcAt string) *a2a.AgentCard {
	return &a2a.AgentCard{
		Name: "Scripted agent, Go 2", Description: "Does what the prefix of the messageId says", Version: "1.0.0",
		SupportedInterfaces: []*a2a.AgentInterface{
			a2a.NewAgentInterface(base+"/", a2a.TransportProtocolJSONRPC),
			a2a.NewAgentInterface(base+"/rest", a2a.TransportProtocolHTTPJSON),
			a2a.NewAgentInterface(grpcAt, a2a.TransportProtocolGRPC),
		},
		Capabilities:       a2a.AgentCapabilities{Streaming: true, PushNotifications: true, ExtendedAgentCard: true},
		DefaultInputModes:  []string{"text/plain", "application/json"},
		DefaultOutputModes: []string{"text/plain", "application/json"},
		Skills:             []a2a.AgentSkill{{ID: "script", Name: "Script", Description: "Plays a scene", Tags: []string{"test"}}},
	}
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return listener
}

func main() {
	web, rpc := listen(), listen()
	base, grpcAt := "http://"+web.Addr().String(), rpc.Addr().String()
	own, extended := card(base, grpcAt), card(base, grpcAt)
	extended.Skills = append(extended.Skills, a2a.AgentSkill{ID: "hidden", Name: "Hidden", Description: "On the extended card only", Tags: []string{"test"}})
	anyone := func(context.Context) (string, error) { return "anyone", nil } // else its store lists tasks to users it knows only
	handler := a2asrv.NewHandler(script{},
		a2asrv.WithTaskStore(taskstore.NewInMemory(&taskstore.InMemoryStoreConfig{Authenticator: anyone})),
		a2asrv.WithCapabilityChecks(&own.Capabilities), a2asrv.WithExtendedAgentCard(extended),
		a2asrv.WithPushNotifications(push.NewInMemoryStore(), push.NewHTTPPushSender(&push.HTTPSenderConfig{AllowPrivateNetworks: true})))
	mux := http.NewServeMux()
	mux.Handle(a2asrv.WellKnownAgentCardPath, a2asrv.NewStaticAgentCardHandler(own))
	mux.Handle("/rest/", http.StripPrefix("/rest", a2asrv.NewRESTHandler(handler)))
	mux.Handle("/", a2asrv.NewJSONRPCHandler(handler))
	server := grpc.NewServer()
	a2agrpc.NewHandler(handler).RegisterWith(server)
	go func() { _ = server.Serve(rpc) }()
	go func() { _ = http.Serve(web, mux) }()
	line, _ := json.Marshal(map[string]string{"url": base + "/", "grpc": grpcAt})
	fmt.Println(string(line))
	_, _ = io.Copy(io.Discard, os.Stdin)
}
