// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/command_consent.h"

#include "widgets/form/argv_text.h"
#include "widgets/form/glyph_icon.h"

#include <QAccessible>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace interleave::window {
namespace {

constexpr int kMostLines = 6;             ///< seen at once; the rest by scrolling
constexpr qsizetype kMostCharacters = 200'000; ///< nobody reads more before a click

std::vector<plan::Command> commandsOf(const plan::Plan &plan)
{
    std::vector<plan::Command> commands;
    for (const plan::TaskGroup &group : plan.workload.groups)
        for (const plan::Step &step : group.steps)
            if (const auto *command = std::get_if<plan::Command>(&step); command && std::ranges::find(commands, *command) == commands.end())
                commands.push_back(*command);
    return commands;
}

bool contains(const std::vector<plan::Command> &list, const plan::Command &command)
{
    // How long it may take changes nothing about what is started.
    return std::ranges::any_of(list, [&](const plan::Command &other) { return other.argv == command.argv && other.cwd == command.cwd; });
}

} // namespace

QString commandLines(const std::vector<plan::Command> &commands)
{
    QStringList lines;
    for (const plan::Command &command : commands) {
        QString line = QString::fromStdString(widgets::joinWords(command.argv));
        if (!command.cwd.empty())
            line = CommandConsent::tr("%1    in the folder %2").arg(line, QString::fromStdString(widgets::joinWords({command.cwd})));
        lines << line;
    }
    return lines.join(u'\n');
}

CommandConsent::CommandConsent(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_commands(new QPlainTextEdit(this)), m_allow(new QPushButton(this))
{
    setObjectName(QStringLiteral("commandConsent"));
    setFrameShape(QFrame::StyledPanel);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->addWidget(m_text);
    column->addWidget(m_commands);
    row->addLayout(column, 1);
    row->addWidget(m_allow, 0, Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setBuddy(m_commands);
    m_commands->setReadOnly(true);
    m_commands->setTabChangesFocus(true);
    m_commands->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_commands->setMaximumHeight(m_commands->fontMetrics().lineSpacing() * kMostLines + 16);
    connect(m_allow, &QPushButton::clicked, this, &CommandConsent::allow);
    setTheme(widgets::Theme::of(palette()));
    retranslateUi();
    hide();
}

void CommandConsent::ask(const plan::Plan &fromFile)
{
    for (const plan::Command &command : commandsOf(fromFile))
        if (!contains(m_allowed, command) && !contains(m_untrusted, command))
            m_untrusted.push_back(command);
    follow(fromFile);
}

void CommandConsent::follow(const plan::Plan &plan)
{
    m_shown.clear();
    for (const plan::Command &command : commandsOf(plan))
        if (contains(m_untrusted, command) && !contains(m_shown, command))
            m_shown.push_back(command);
    const QString lines = commandLines(m_shown);
    m_tooLong = lines.size() > kMostCharacters;
    m_commands->setPlainText(m_tooLong ? QString() : lines);
    m_commands->setVisible(!m_tooLong);
    m_allow->setVisible(!m_tooLong);
    retranslateUi();
    setVisible(!m_shown.empty());
}

bool CommandConsent::blocks(const plan::Plan &plan) const
{
    return std::ranges::any_of(commandsOf(plan), [this](const plan::Command &command) { return contains(m_untrusted, command); });
}

void CommandConsent::insist()
{
    show();
    (m_tooLong ? static_cast<QWidget *>(this) : m_allow)->setFocus();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void CommandConsent::allow()
{
    if (m_tooLong)
        return;
    m_allowed.insert(m_allowed.end(), m_shown.begin(), m_shown.end());
    std::erase_if(m_untrusted, [this](const plan::Command &command) { return contains(m_shown, command); });
    m_shown.clear();
    hide();
    Q_EMIT allowed();
}

QString CommandConsent::shownCommands() const { return m_commands->toPlainText(); }

void CommandConsent::setTheme(const widgets::Theme &theme)
{
    m_icon->setPixmap(widgets::glyphIcon(widgets::Glyph::Warning, theme.warning, theme.mutedText).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void CommandConsent::retranslateUi()
{
    m_icon->setAccessibleName(tr("Warning"));
    m_text->setText(m_tooLong ? tr("The plan came from a file. Its commands are too long to be shown, and so cannot be allowed: make them shorter in the form or in the file.")
                              : tr("The plan came from a file. Run would start these programs on this computer:"));
    m_text->setAccessibleName(m_text->text());
    m_commands->setAccessibleName(tr("Programs that the plan would start"));
    m_allow->setText(tr("&Allow These Programs"));
    m_allow->setAccessibleName(tr("Allow these programs"));
}

} // namespace interleave::window
