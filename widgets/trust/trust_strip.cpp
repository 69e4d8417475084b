// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/trust_strip.h"

#include "widgets/common/format.h"
#include "widgets/common/pool_job.h"
#include "widgets/trust/cautions.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QStyle>
#include <QToolButton>

#include <utility>

namespace interleave::widgets {

TrustStrip::TrustStrip(QWidget *parent) : QWidget(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_again(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 2, 6, 2);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_again, 0, Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_again->setAutoRaise(true);
    connect(m_again, &QToolButton::clicked, this, &TrustStrip::look);
    setAutoFillBackground(true);
    setTheme(Theme::of(palette()));
    retranslateUi();
    hide();
}

QString TrustStrip::text() const { return m_text->text(); }

void TrustStrip::setPlan(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    plan::Plan named = plan; // entries are called what the window calls them
    for (plan::ExecutorEntry &entry : named.executors)
        entry.label = entryName(entry, catalogue).oneLine().toStdString();
    m_crowds = record::crowdsOf(named, catalogue);
    say();
}

void TrustStrip::look()
{
    if (std::exchange(m_looking, true))
        return;
    runInPool(this, lookAtMachine, [this](const record::Environment &machine) {
        m_looking = false;
        if (!m_running) // while a run is under way it is what is seen
            setMachine(machine);
    });
}

void TrustStrip::setMachine(const record::Environment &machine)
{
    m_machine = machine;
    say();
}

void TrustStrip::setRunning(bool running)
{
    m_running = running;
    say();
}

void TrustStrip::say()
{
    QStringList warnings, all;
    for (const record::Caution &caution : m_machine ? record::cautionsOf(*m_machine, m_crowds) : std::vector<record::Caution>()) {
        all << cautionText(caution);
        if (!caution.words->standing)
            warnings << all.back();
    }
    const QString text = warnings.join(u' ');
    m_text->setText(text);
    m_text->setAccessibleName(text);
    m_text->setAccessibleDescription(all.join(u' '));
    setToolTip(all.join(u'\n'));
    setVisible(!m_running && !warnings.isEmpty());
}

void TrustStrip::setTheme(const Theme &theme)
{
    QPalette own = palette();
    own.setColor(QPalette::Window, theme.caution);
    own.setColor(QPalette::WindowText, theme.text);
    own.setColor(QPalette::ButtonText, theme.text);
    setPalette(own);
    const int side = fontMetrics().height();
    m_icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(QSize(side, side), devicePixelRatioF()));
}

void TrustStrip::retranslateUi()
{
    m_icon->setAccessibleName(tr("Caution"));
    m_again->setText(tr("Look Again"));
    m_again->setAccessibleName(tr("Look at the machine again"));
    m_again->setToolTip(tr("Look at the machine again"));
    say();
}

void TrustStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace interleave::widgets
