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
	"sdkshared/scenes"

	"github.com/a2aproject/a2a-go/a2a"
	"github.com/a2aproject/a2a-go/a2agrpc"
	"github.com/a2aproject/a2a-go/a2asrv"
	"github.com/a2aproject/a2a-go/a2asrv/eventqueue"
	"github.com/a2aproject/a2a-go/a2asrv/push"
	"google.golang.org/grpc"
)

var (
	meta  = a2a.FileMeta{MimeType: "text/plain", Name: "output.txt"}
	parts = scenes.Parts[a2a.Part]{
		Text: text,
		File: a2a.FilePart{File: a2a.FileBytes{FileMeta: meta, Bytes: base64.StdEncoding.EncodeToString([]byte("tck"))}},
		Link: a2a.FilePart{File: a2a.FileURI{FileMeta: meta, URI: "https://example.com/output.txt"}},
		Data: a2a.DataPart{Data: map[string]any{"key": "value", "count": 42}},
	}
)

func text(words string) a2a.Part { return a2a.TextPart{Text: words} }

// turn is one turn of a task; failed is why nobody took an event.
type turn struct {
	*a2asrv.RequestContext
	ctx    context.Context
	queue  eventqueue.Queue
	failed error
}

func (t *turn) say(event a2a.Event) bool {
	t.failed = t.queue.Write(t.ctx, event)
	return t.failed == nil
}

func (t *turn) State(named string, words ...string) bool {
	var message *a2a.Message
	if len(words) > 0 {
		message = a2a.NewMessageForTask(a2a.MessageRoleAgent, t, text(words[0]))
	}
	state := a2a.TaskState(named)
	event := a2a.NewStatusUpdateEvent(t, state, message)
	event.Final = state.Terminal() || state == a2a.TaskStateInputRequired
	return t.say(event)
}

func (t *turn) Artifact(part a2a.Part, chunk scenes.Chunk) bool {
	event := a2a.NewArtifactEvent(t, part)
	if chunk.ID != "" {
		event = a2a.NewArtifactUpdateEvent(t, a2a.ArtifactID(chunk.ID), part)
		event.Append, event.LastChunk = chunk.Appended, chunk.Last
	}
	event.Artifact.Name = chunk.Name
	return t.say(event)
}

func (t *turn) told() (told scenes.Told) {
	for _, part := range t.Message.Parts {
		if part, ok := part.(a2a.TextPart); ok {
			told.Words += part.Text
		}
		told.Parts = append(told.Parts, describe(part))
	}
	return told
}

func describe(part a2a.Part) string {
	switch part := part.(type) {
	case a2a.TextPart:
		return "text " + part.Text
	case a2a.DataPart:
		return fmt.Sprintf("data %v", part.Data["count"])
	case a2a.FilePart:
		switch file := part.File.(type) {
		case a2a.FileBytes:
			bytes, err := base64.StdEncoding.DecodeString(file.Bytes)
			if err != nil {
				return err.Error()
			}
			return fmt.Sprintf("file %s %s", file.MimeType, bytes)
		case a2a.FileURI:
			return fmt.Sprintf("link %s %s", file.MimeType, file.URI)
		}
	}
	return fmt.Sprintf("%T", part)
}

type script struct{}

func (script) Execute(ctx context.Context, asked *a2asrv.RequestContext, queue eventqueue.Queue) error {
	t := &turn{RequestContext: asked, ctx: ctx, queue: queue}
	if scenes.AsksForMessage(t.Message.ID) {
		message := a2a.NewMessage(a2a.MessageRoleAgent, text(scenes.Answer))
		message.ContextID = t.ContextID
		t.say(message)
		return t.failed
	}
	if t.StoredTask == nil && !t.say(a2a.NewSubmittedTask(t, t.Message)) {
		return t.failed
	}
	scenes.Play(ctx, t, parts, t.Message.ID, t.told())
	return t.failed
}

func (script) Cancel(ctx context.Context, asked *a2asrv.RequestContext, queue eventqueue.Queue) error {
	t := &turn{RequestContext: asked, ctx: ctx, queue: queue}
	t.State("canceled")
	return t.failed
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
