// All operations by the client of the official Go SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.
//
//	client --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL --checks NAME,...
//
// The checks and what is printed: ../../README.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"sdkshared/play"
	"strings"

	"github.com/a2aproject/a2a-go/v2/a2a"
	"github.com/a2aproject/a2a-go/v2/a2aclient"
	"github.com/a2aproject/a2a-go/v2/a2aclient/agentcard"
	"github.com/a2aproject/a2a-go/v2/a2acompat/a2av0"
	a2agrpc_v0 "github.com/a2aproject/a2a-go/v2/a2agrpc/v0"
	a2agrpc "github.com/a2aproject/a2a-go/v2/a2agrpc/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type client struct {
	play.Options
	sdk *a2aclient.Client
}

func (c *client) Connect(ctx context.Context, options play.Options) (play.Card, error) {
	c.Options = options
	resolver := agentcard.NewResolver(http.DefaultClient)
	if c.Old() {
		resolver.CardParser = a2av0.NewAgentCardParser()
	}
	card, err := resolver.Resolve(ctx, c.URL, agentcard.WithRequestHeader("A2A-Version", c.Version))
	if err != nil {
		return play.Card{}, err
	}
	var wanted []*a2a.AgentInterface
	for _, face := range card.SupportedInterfaces {
		if string(face.ProtocolBinding) == c.Binding && strings.HasPrefix(string(face.ProtocolVersion), c.Version) {
			if c.Binding == "GRPC" { // many cards of 0.3 have a scheme there, which this client would take for a name
				face.URL = strings.TrimPrefix(face.URL, "http://")
			}
			wanted = append(wanted, face)
		}
	}
	if len(wanted) == 0 {
		all, _ := json.Marshal(card.SupportedInterfaces)
		return play.Card{}, fmt.Errorf("no %s of %s on %s", c.Binding, c.Version, all)
	}
	card.SupportedInterfaces = wanted
	c.sdk, err = a2aclient.NewFromCard(ctx, card, c.transports()...)
	return cardOf(card), err
}

func (c *client) transports() []a2aclient.FactoryOption {
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	if !c.Old() {
		return []a2aclient.FactoryOption{a2agrpc.WithGRPCTransport(plain)}
	}
	return []a2aclient.FactoryOption{
		a2agrpc_v0.WithGRPCTransport(plain),
		a2av0.WithRESTTransport(a2av0.RESTTransportConfig{}),
		a2aclient.WithCompatTransport("0.3", a2a.TransportProtocolJSONRPC, a2av0.NewJSONRPCTransportFactory(a2av0.JSONRPCTransportConfig{})),
	}
}

func cardOf(card *a2a.AgentCard) play.Card {
	told := play.Card{Name: card.Name}
	for _, skill := range card.Skills {
		told.Skills = append(told.Skills, skill.ID)
	}
	return told
}

func named(state a2a.TaskState) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(string(state), "TASK_STATE_")), "_", "-")
}

func textOf(parts a2a.ContentParts) string {
	text := ""
	for _, part := range parts {
		text += part.Text()
	}
	return text
}

func taskOf(task *a2a.Task) play.Task {
	told := play.Task{ID: string(task.ID), Context: task.ContextID, State: named(task.Status.State), History: len(task.History)}
	for _, artifact := range task.Artifacts {
		told.Text += textOf(artifact.Parts)
	}
	if len(task.Artifacts) > 0 && len(task.Artifacts[0].Parts) > 0 {
		part := task.Artifacts[0].Parts[0]
		told.Part = play.Part{Bytes: string(part.Raw()), URL: string(part.URL()), Name: part.Filename, MediaType: part.MediaType, Data: part.Data()}
	}
	return told
}

func told(task *a2a.Task, err error) (play.Task, error) {
	if err != nil {
		return play.Task{}, err
	}
	return taskOf(task), nil
}

func partOf(asked play.Request) *a2a.Part {
	if asked.Part == nil {
		return a2a.NewTextPart(asked.Text)
	}
	var part *a2a.Part
	switch {
	case asked.Part.Bytes != "":
		part = a2a.NewRawPart([]byte(asked.Part.Bytes))
	case asked.Part.URL != "":
		part = a2a.NewFileURLPart(a2a.URL(asked.Part.URL), asked.Part.MediaType)
	default:
		return a2a.NewDataPart(asked.Part.Data)
	}
	part.Filename, part.MediaType = asked.Part.Name, asked.Part.MediaType
	return part
}

func request(asked play.Request) *a2a.SendMessageRequest {
	message := a2a.NewMessage(a2a.MessageRoleUser, partOf(asked))
	message.ID = asked.Scene + "-" + a2a.NewMessageID()
	message.TaskID, message.ContextID = a2a.TaskID(asked.Task), asked.Context
	sent := &a2a.SendMessageRequest{Message: message}
	if asked.AtOnce {
		sent.Config = &a2a.SendMessageConfig{ReturnImmediately: true}
	}
	if asked.Hook != nil {
		sent.Config = &a2a.SendMessageConfig{PushConfig: configOf("", *asked.Hook)}
	}
	return sent
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
			held.Became(named(event.Status.State))
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
	return follow(c.sdk.SubscribeToTask(ctx, &a2a.SubscribeToTaskRequest{ID: a2a.TaskID(task)}))
}

func (c *client) Get(ctx context.Context, task string, historyLength int) (play.Task, error) {
	asked := &a2a.GetTaskRequest{ID: a2a.TaskID(task)}
	if historyLength >= 0 {
		asked.HistoryLength = &historyLength
	}
	return told(c.sdk.GetTask(ctx, asked))
}

func (c *client) List(ctx context.Context, context string, pageSize int, token string) (play.Page, error) {
	page, err := c.sdk.ListTasks(ctx, &a2a.ListTasksRequest{ContextID: context, PageSize: pageSize, PageToken: token})
	if err != nil {
		return play.Page{}, err
	}
	told := play.Page{Total: page.TotalSize, Next: page.NextPageToken}
	for _, task := range page.Tasks {
		told.Tasks = append(told.Tasks, string(task.ID))
	}
	return told, nil
}

func (c *client) Cancel(ctx context.Context, task string) (play.Task, error) {
	return told(c.sdk.CancelTask(ctx, &a2a.CancelTaskRequest{ID: a2a.TaskID(task)}))
}

func configOf(task string, hook play.Hook) *a2a.PushConfig {
	return &a2a.PushConfig{TaskID: a2a.TaskID(task), ID: hook.Name, URL: hook.URL, Token: hook.Token}
}

func hookOf(config *a2a.PushConfig, err error) (play.Hook, error) {
	if err != nil {
		return play.Hook{}, err
	}
	return play.Hook{Task: string(config.TaskID), Name: config.ID, URL: config.URL, Token: config.Token}, nil
}

func (c *client) Register(ctx context.Context, task string, hook play.Hook) (play.Hook, error) {
	return hookOf(c.sdk.CreateTaskPushConfig(ctx, configOf(task, hook)))
}

func (c *client) Registered(ctx context.Context, task, name string) (play.Hook, error) {
	return hookOf(c.sdk.GetTaskPushConfig(ctx, &a2a.GetTaskPushConfigRequest{TaskID: a2a.TaskID(task), ID: name}))
}

func (c *client) AllRegistered(ctx context.Context, task string) ([]string, error) {
	configs, err := c.sdk.ListTaskPushConfigs(ctx, &a2a.ListTaskPushConfigRequest{TaskID: a2a.TaskID(task)})
	var names []string
	for _, config := range configs {
		names = append(names, config.ID)
	}
	return names, err
}

func (c *client) Unregister(ctx context.Context, task, name string) error {
	return c.sdk.DeleteTaskPushConfig(ctx, &a2a.DeleteTaskPushConfigRequest{TaskID: a2a.TaskID(task), ID: name})
}

func (c *client) ExtendedCard(ctx context.Context) (play.Card, error) {
	card, err := c.sdk.GetExtendedAgentCard(ctx, &a2a.GetExtendedAgentCardRequest{})
	if err != nil {
		return play.Card{}, err
	}
	return cardOf(card), nil
}

// Errors has words for 0.3 only, which defines no error's form over HTTP+JSON and gRPC.
func (c *client) Errors(refusal play.Refusal) (kinds []error, words []string) {
	switch refusal {
	case play.Unknown:
		kinds, words = []error{a2a.ErrTaskNotFound}, []string{"404", "TaskNotFound", "NotFound"}
	case play.NotCancelable:
		kinds, words = []error{a2a.ErrTaskNotCancelable}, []string{"409", "400", "TaskNotCancelable"}
	case play.Ended:
		kinds, words = []error{a2a.ErrUnsupportedOperation}, []string{"400", "422"}
	}
	if !c.Old() {
		return kinds, nil
	}
	if refusal == play.Ended {
		kinds = append(kinds, a2a.ErrInvalidParams)
	}
	return kinds, words
}

func main() { play.Main(&client{}) }
