// The scripted agent (../../README.md) on the last line of the official Go SDK that speaks A2A 0.3 by itself, over JSON-RPC and
// gRPC. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/a2aproject/a2a-go/a2a"
	"github.com/a2aproject/a2a-go/a2agrpc"
	"github.com/a2aproject/a2a-go/a2asrv"
	"github.com/a2aproject/a2a-go/a2asrv/eventqueue"
	"github.com/a2aproject/a2a-go/a2asrv/push"
	"google.golang.org/grpc"
)

type turn = *a2asrv.RequestContext

// say hands an event over; false when nobody takes it any more.
type say func(a2a.Event) bool

var (
	meta  = a2a.FileMeta{MimeType: "text/plain", Name: "output.txt"}
	bytes = a2a.FilePart{File: a2a.FileBytes{FileMeta: meta, Bytes: base64.StdEncoding.EncodeToString([]byte("tck"))}}
	link  = a2a.FilePart{File: a2a.FileURI{FileMeta: meta, URI: "https://example.com/output.txt"}}
)

type scene func(ctx context.Context, t turn, say say)

func text(words string) a2a.Part { return a2a.TextPart{Text: words} }

func state(t turn, state a2a.TaskState, words ...string) a2a.Event {
	var message *a2a.Message
	if len(words) > 0 {
		message = a2a.NewMessageForTask(a2a.MessageRoleAgent, t, text(words[0]))
	}
	event := a2a.NewStatusUpdateEvent(t, state, message)
	event.Final = state.Terminal() || state == a2a.TaskStateInputRequired
	return event
}

func ends(with a2a.TaskState, words ...string) scene {
	return func(_ context.Context, t turn, say say) { say(state(t, with, words...)) }
}

func gives(part a2a.Part, working bool) scene {
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
		if part, ok := part.(a2a.TextPart); ok {
			words += part.Text
		}
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
	"tck-artifact-file":           gives(bytes, false),
	"tck-artifact-file-url":       gives(link, false),
	"tck-artifact-data":           gives(a2a.DataPart{Data: map[string]any{"key": "value", "count": 42}}, false),
	"tck-stream-001":              gives(text("Stream hello from TCK"), true),
	"tck-stream-002":              ends(a2a.TaskStateCompleted),
	"tck-stream-003":              gives(text("Stream hello from TCK"), true),
	"tck-stream-ordering-001":     gives(text("Ordered output"), true),
	"tck-stream-artifact-text":    gives(text("Streamed text content"), true),
	"tck-stream-artifact-file":    gives(bytes, true),
	"tck-stream-artifact-chunked": chunks(0, "chunk-1 ", "chunk-2"),
	"test-resubscribe-message-id": works(4 * time.Second),
	"slow-":                       works(30 * time.Second),
	"steps-":                      chunks(200*time.Millisecond, "one ", "two ", "three ", "four"),
}

// script does what the messageId's prefix says, the longest that fits.
type script struct{}

func (script) Execute(ctx context.Context, t *a2asrv.RequestContext, queue eventqueue.Queue) error {
	var failed error
	say := func(event a2a.Event) bool {
		failed = queue.Write(ctx, event)
		return failed == nil
	}
	if strings.HasPrefix(t.Message.ID, "tck-message-response") {
		message := a2a.NewMessage(a2a.MessageRoleAgent, text("Direct message response"))
		message.ContextID = t.ContextID
		say(message)
		return failed
	}
	if t.StoredTask == nil && !say(a2a.NewSubmittedTask(t, t.Message)) {
		return failed
	}
	found, play := "", echo
	for prefix, scene := range scenes {
		if strings.HasPrefix(t.Message.ID, prefix) && len(prefix) > len(found) {
			found, play = prefix, scene
		}
	}
	play(ctx, t, say)
	return failed
}

func (script) Cancel(ctx context.Context, t *a2asrv.RequestContext, queue eventqueue.Queue) error {
	return queue.Write(ctx, state(t, a2a.TaskStateCanceled))
}

func card(base, grpcAt string) *a2a.AgentCard {
	return &a2a.AgentCard{
		Name: "Scripted agent, Go 0.3", Description: "Does what the prefix of the messageId says", Version: "1.0.0",
		ProtocolVersion: string(a2a.Version), URL: base + "/", PreferredTransport: a2a.TransportProtocolJSONRPC,
		AdditionalInterfaces: []a2a.AgentInterface{
			{Transport: a2a.TransportProtocolJSONRPC, URL: base + "/"},
			{Transport: a2a.TransportProtocolGRPC, URL: grpcAt},
		},
		Capabilities:                      a2a.AgentCapabilities{Streaming: true, PushNotifications: true},
		SupportsAuthenticatedExtendedCard: true,
		DefaultInputModes:                 []string{"text/plain", "application/json"},
		DefaultOutputModes:                []string{"text/plain", "application/json"},
		Skills:                            []a2a.AgentSkill{{ID: "script", Name: "Script", Description: "Plays a scene", Tags: []string{"test"}}},
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
	handler := a2asrv.NewHandler(script{}, a2asrv.WithExtendedAgentCard(extended),
		a2asrv.WithPushNotifications(push.NewInMemoryStore(), push.NewHTTPPushSender(nil)))
	mux := http.NewServeMux()
	mux.Handle(a2asrv.WellKnownAgentCardPath, a2asrv.NewStaticAgentCardHandler(own))
	mux.Handle("/", a2asrv.NewJSONRPCHandler(handler))
	server := grpc.NewServer()
	a2agrpc.NewHandler(handler).RegisterWith(server)
	go func() { _ = server.Serve(rpc) }()
	go func() { _ = http.Serve(web, mux) }()
	line, _ := json.Marshal(map[string]string{"url": base + "/", "grpc": grpcAt})
	fmt.Println(string(line))
	_, _ = io.Copy(io.Discard, os.Stdin)
}
