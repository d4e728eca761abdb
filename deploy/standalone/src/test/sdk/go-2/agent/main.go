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
	"sdkshared/scenes"
	"strings"

	"github.com/a2aproject/a2a-go/v2/a2a"
	a2agrpc "github.com/a2aproject/a2a-go/v2/a2agrpc/v1"
	"github.com/a2aproject/a2a-go/v2/a2asrv"
	"github.com/a2aproject/a2a-go/v2/a2asrv/push"
	"github.com/a2aproject/a2a-go/v2/a2asrv/taskstore"
	"google.golang.org/grpc"
)

var parts = scenes.Parts[*a2a.Part]{
	Text: text,
	File: file(a2a.NewRawPart([]byte("tck"))),
	Link: file(a2a.NewFileURLPart("https://example.com/output.txt", "text/plain")),
	Data: a2a.NewDataPart(map[string]any{"key": "value", "count": 42}),
}

func text(words string) *a2a.Part {
	part := a2a.NewTextPart(words)
	part.MediaType = "text/plain"
	return part
}

func file(part *a2a.Part) *a2a.Part {
	part.Filename, part.MediaType = "output.txt", "text/plain"
	return part
}

// turn is one turn of a task; say hands an event over, false when nobody listens any more.
type turn struct {
	*a2asrv.ExecutorContext
	say func(a2a.Event) bool
}

func (t turn) State(state string, words ...string) bool {
	var message *a2a.Message
	if len(words) > 0 {
		message = a2a.NewMessageForTask(a2a.MessageRoleAgent, t, text(words[0]))
	}
	named := a2a.TaskState("TASK_STATE_" + strings.ToUpper(strings.ReplaceAll(state, "-", "_")))
	return t.say(a2a.NewStatusUpdateEvent(t, named, message))
}

func (t turn) Artifact(part *a2a.Part, chunk scenes.Chunk) bool {
	event := a2a.NewArtifactEvent(t, part)
	if chunk.ID != "" {
		event = a2a.NewArtifactUpdateEvent(t, a2a.ArtifactID(chunk.ID), part)
		event.Append, event.LastChunk = chunk.Appended, chunk.Last
	}
	event.Artifact.Name = chunk.Name
	return t.say(event)
}

func (t turn) told() (told scenes.Told) {
	for _, part := range t.Message.Parts {
		told.Words += part.Text()
		told.Parts = append(told.Parts, describe(part))
	}
	return told
}

func describe(part *a2a.Part) string {
	switch {
	case part.Raw() != nil:
		return fmt.Sprintf("file %s %s", part.MediaType, part.Raw())
	case part.URL() != "":
		return fmt.Sprintf("link %s %s", part.MediaType, part.URL())
	case part.Data() != nil:
		return fmt.Sprintf("data %v", part.Data().(map[string]any)["count"])
	}
	return "text " + part.Text()
}

type script struct{}

func (script) Execute(ctx context.Context, asked *a2asrv.ExecutorContext) iter.Seq2[a2a.Event, error] {
	return func(yield func(a2a.Event, error) bool) {
		t := turn{asked, func(event a2a.Event) bool { return yield(event, nil) }}
		if scenes.AsksForMessage(t.Message.ID) {
			message := a2a.NewMessage(a2a.MessageRoleAgent, text(scenes.Answer))
			message.ContextID = t.ContextID
			t.say(message)
			return
		}
		if t.StoredTask == nil && !t.say(a2a.NewSubmittedTask(t, t.Message)) {
			return
		}
		scenes.Play(ctx, t, parts, t.Message.ID, t.told())
	}
}

func (script) Cancel(_ context.Context, asked *a2asrv.ExecutorContext) iter.Seq2[a2a.Event, error] {
	return func(yield func(a2a.Event, error) bool) {
		turn{asked, func(event a2a.Event) bool { return yield(event, nil) }}.State("canceled")
	}
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
