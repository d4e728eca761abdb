// All operations by the client of the last line of the official Go SDK that speaks A2A 0.3 by itself.
//
//	client --url URL --binding JSONRPC|GRPC --version 0.3 --hook URL --checks NAME,...
//
// The checks and what is printed: ../../README.md.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"net/http"
	"sdkshared/play"
	"strings"

	"github.com/a2aproject/a2a-go/a2a"
	"github.com/a2aproject/a2a-go/a2aclient"
	"github.com/a2aproject/a2a-go/a2aclient/agentcard"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type client struct{ sdk *a2aclient.Client }

func (c *client) Connect(ctx context.Context, options play.Options) (play.Card, error) {
	card, err := agentcard.NewResolver(http.DefaultClient).Resolve(ctx, options.URL)
	if err != nil {
		return play.Card{}, err
	}
	offered := append([]a2a.AgentInterface{{Transport: card.PreferredTransport, URL: card.URL}}, card.AdditionalInterfaces...)
	at := ""
	for _, face := range offered {
		if string(face.Transport) == options.Binding && at == "" {
			at = face.URL
		}
	}
	if at == "" {
		return play.Card{}, fmt.Errorf("no %s among %v", options.Binding, offered)
	}
	if options.Binding == "GRPC" { // many cards of 0.3 have a scheme there, which this client would take for a name
		at = strings.TrimPrefix(at, "http://")
	}
	card.URL, card.PreferredTransport, card.AdditionalInterfaces = at, a2a.TransportProtocol(options.Binding), nil
	c.sdk, err = a2aclient.NewFromCard(ctx, card, a2aclient.WithGRPCTransport(grpc.WithTransportCredentials(insecure.NewCredentials())))
	return cardOf(card), err
}

func cardOf(card *a2a.AgentCard) play.Card {
	told := play.Card{Name: card.Name}
	for _, skill := range card.Skills {
		told.Skills = append(told.Skills, skill.ID)
	}
	return told
}

func textOf(parts a2a.ContentParts) string {
	text := ""
	for _, part := range parts {
		if part, ok := part.(a2a.TextPart); ok {
			text += part.Text
		}
	}
	return text
}

func partOf(part a2a.Part) play.Part {
	switch part := part.(type) {
	case a2a.DataPart:
		return play.Part{Data: part.Data}
	case a2a.FilePart:
		switch file := part.File.(type) {
		case a2a.FileBytes:
			bytes, err := base64.StdEncoding.DecodeString(file.Bytes)
			if err != nil {
				return play.Part{Bytes: err.Error()}
			}
			return play.Part{Bytes: string(bytes), Name: file.Name, MediaType: file.MimeType}
		case a2a.FileURI:
			return play.Part{URL: file.URI, Name: file.Name, MediaType: file.MimeType}
		}
	}
	return play.Part{}
}

func taskOf(task *a2a.Task) play.Task {
	told := play.Task{ID: string(task.ID), Context: task.ContextID, State: string(task.Status.State), History: len(task.History)}
	for _, artifact := range task.Artifacts {
		told.Text += textOf(artifact.Parts)
	}
	if len(task.Artifacts) > 0 && len(task.Artifacts[0].Parts) > 0 {
		told.Part = partOf(task.Artifacts[0].Parts[0])
	}
	return told
}

func told(task *a2a.Task, err error) (play.Task, error) {
	if err != nil {
		return play.Task{}, err
	}
	return taskOf(task), nil
}

func madePart(asked play.Request) a2a.Part {
	if asked.Part == nil {
		return a2a.TextPart{Text: asked.Text}
	}
	meta := a2a.FileMeta{MimeType: asked.Part.MediaType, Name: asked.Part.Name}
	switch {
	case asked.Part.Bytes != "":
		return a2a.FilePart{File: a2a.FileBytes{FileMeta: meta, Bytes: base64.StdEncoding.EncodeToString([]byte(asked.Part.Bytes))}}
	case asked.Part.URL != "":
		return a2a.FilePart{File: a2a.FileURI{FileMeta: meta, URI: asked.Part.URL}}
	}
	return a2a.DataPart{Data: asked.Part.Data.(map[string]any)}
}

func request(asked play.Request) *a2a.MessageSendParams {
	message := a2a.NewMessage(a2a.MessageRoleUser, madePart(asked))
	message.ID = asked.Scene + "-" + a2a.NewMessageID()
	message.TaskID, message.ContextID = a2a.TaskID(asked.Task), asked.Context
	wait := !asked.AtOnce // over gRPC, unset is no
	config := &a2a.MessageSendConfig{Blocking: &wait}
	if asked.Hook != nil {
		hook := configOf(*asked.Hook)
		config.PushConfig = &hook
	}
	return &a2a.MessageSendParams{Message: message, Config: config}
}

func (c *client) Send(ctx context.Context, asked play.Request) (play.Answer, error) {
	answer, err := c.sdk.SendMessage(ctx, request(asked))
	if err != nil {
		return play.Answer{}, err
	}
	switch answer := answer.(type) {
	case *a2a.Task:
		task := taskOf(answer)
		return play.Answer{Task: &task}, nil
	case *a2a.Message:
		return play.Answer{Message: textOf(answer.Parts)}, nil
	}
	return play.Answer{}, fmt.Errorf("%T (expected: a task or a message)", answer)
}

func follow(stream iter.Seq2[a2a.Event, error]) (play.Followed, error) {
	var held play.Followed
	for event, err := range stream {
		if err != nil {
			return held, err
		}
		switch event := event.(type) {
		case *a2a.Task:
			held.Began(taskOf(event))
		case *a2a.Message:
			held.Said()
		case *a2a.TaskStatusUpdateEvent:
			held.Became(string(event.Status.State))
		case *a2a.TaskArtifactUpdateEvent:
			held.Grew(textOf(event.Artifact.Parts), event.Append)
		}
	}
	return held, nil
}

func (c *client) Stream(ctx context.Context, asked play.Request) (play.Followed, error) {
	return follow(c.sdk.SendStreamingMessage(ctx, request(asked)))
}

func (c *client) Subscribe(ctx context.Context, task string) (play.Followed, error) {
	return follow(c.sdk.ResubscribeToTask(ctx, &a2a.TaskIDParams{ID: a2a.TaskID(task)}))
}

func (c *client) Get(ctx context.Context, task string, historyLength int) (play.Task, error) {
	asked := &a2a.TaskQueryParams{ID: a2a.TaskID(task)}
	if historyLength >= 0 {
		asked.HistoryLength = &historyLength
	}
	return told(c.sdk.GetTask(ctx, asked))
}

func (c *client) List(context.Context, string, int, string) (play.Page, error) {
	return play.Page{}, play.ErrNotOffered
}

func (c *client) Cancel(ctx context.Context, task string) (play.Task, error) {
	return told(c.sdk.CancelTask(ctx, &a2a.TaskIDParams{ID: a2a.TaskID(task)}))
}

func configOf(hook play.Hook) a2a.PushConfig {
	return a2a.PushConfig{ID: hook.Name, URL: hook.URL, Token: hook.Token}
}

func hookOf(config *a2a.TaskPushConfig, err error) (play.Hook, error) {
	if err != nil {
		return play.Hook{}, err
	}
	return play.Hook{Task: string(config.TaskID), Name: config.Config.ID, URL: config.Config.URL, Token: config.Config.Token}, nil
}

func (c *client) Register(ctx context.Context, task string, hook play.Hook) (play.Hook, error) {
	return hookOf(c.sdk.SetTaskPushConfig(ctx, &a2a.TaskPushConfig{TaskID: a2a.TaskID(task), Config: configOf(hook)}))
}

func (c *client) Registered(ctx context.Context, task, name string) (play.Hook, error) {
	return hookOf(c.sdk.GetTaskPushConfig(ctx, &a2a.GetTaskPushConfigParams{TaskID: a2a.TaskID(task), ConfigID: name}))
}

func (c *client) AllRegistered(ctx context.Context, task string) ([]string, error) {
	configs, err := c.sdk.ListTaskPushConfig(ctx, &a2a.ListTaskPushConfigParams{TaskID: a2a.TaskID(task)})
	var names []string
	for _, config := range configs {
		names = append(names, config.Config.ID)
	}
	return names, err
}

func (c *client) Unregister(ctx context.Context, task, name string) error {
	return c.sdk.DeleteTaskPushConfig(ctx, &a2a.DeleteTaskPushConfigParams{TaskID: a2a.TaskID(task), ConfigID: name})
}

func (c *client) ExtendedCard(ctx context.Context) (play.Card, error) {
	card, err := c.sdk.GetAgentCard(ctx)
	if err != nil {
		return play.Card{}, err
	}
	return cardOf(card), nil
}

// Errors has words too, as over gRPC 0.3 defines no error's form.
func (c *client) Errors(refusal play.Refusal) ([]error, []string) {
	switch refusal {
	case play.Unknown:
		return []error{a2a.ErrTaskNotFound}, []string{"404", "TaskNotFound", "NotFound"}
	case play.NotCancelable:
		return []error{a2a.ErrTaskNotCancelable}, []string{"409", "400", "TaskNotCancelable"}
	default:
		return []error{a2a.ErrUnsupportedOperation, a2a.ErrInvalidParams, a2a.ErrInvalidRequest}, []string{"400", "422"}
	}
}

func main() { play.Main(&client{}) }
