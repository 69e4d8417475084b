// SPDX-License-Identifier: GPL-3.0-or-later
#include "form_test_kit.h"

#include "core/executors/executor.h"
#include "widgets/form/field_note.h"
#include "widgets/form/message_strip.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

namespace kit {

using namespace interleave;
using namespace interleave::widgets;

QTreeWidgetItem *model(QWidget *form, const QString &text)
{
    const auto *tree = form->findChild<QTreeWidget *>();
    const auto items = tree->findItems(text, Qt::MatchStartsWith | Qt::MatchRecursive);
    return items.isEmpty() ? nullptr : items.first();
}

bool says(QWidget *form, const QString &text)
{
    for (const auto *strip : form->findChildren<MessageStrip *>()) {
        if (strip->isVisibleTo(form) && strip->text().contains(text))
            return true;
    }
    return false;
}

QStringList notes(QWidget *form)
{
    QStringList texts;
    for (const auto *note : form->findChildren<FieldNote *>()) {
        if (note->isVisibleTo(form))
            texts << QString::fromStdString(note->path()) + QStringLiteral(": ") + note->text();
    }
    return texts;
}

plan::Catalogue wholeCatalogue()
{
    auto catalogue = executors::makeCatalogue();
    std::vector<std::string> steps;
    for (auto &step : catalogue.steps) {
        step.available = true;
        steps.push_back(step.id);
    }
    for (auto &executor : catalogue.executors) {
        executor.available = true;
        executor.steps = steps;
    }
    return catalogue;
}

namespace {

/// What no key has comes from an input method.
void typeOne(QLineEdit *line, QChar c)
{
    if (c.unicode() < 0x7F)
        return QTest::keyClick(line, c.toLatin1());
    QInputMethodEvent event;
    event.setCommitString(c);
    QApplication::sendEvent(line, &event);
}

} // namespace

void Hand::type(const QString &field, const QString &text)
{
    auto *line = named<QLineEdit>(&m_form, field);
    QVERIFY2(line, qPrintable(field));
    line->setFocus();
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    for (const QChar c : text)
        typeOne(line, c);
}

void Hand::set(const QString &field, double value)
{
    if (auto *box = named<QDoubleSpinBox>(&m_form, field))
        return box->setValue(value);
    auto *box = named<QSpinBox>(&m_form, field);
    QVERIFY2(box, qPrintable(field));
    box->setValue(static_cast<int>(value));
}

void Hand::choose(const QString &list, const QString &item)
{
    auto *combo = named<QComboBox>(&m_form, list);
    QVERIFY2(combo, qPrintable(list));
    const int index = combo->findText(item);
    QVERIFY2(index >= 0, qPrintable(item));
    combo->setCurrentIndex(index);
    Q_EMIT combo->activated(index);
}

void Hand::press(const QString &button)
{
    auto *found = named<QAbstractButton>(&m_form, button);
    QVERIFY2(found && found->isEnabled(), qPrintable(button));
    found->click();
}

void Hand::tick(const QString &box, bool on)
{
    auto *found = named<QCheckBox>(&m_form, box);
    QVERIFY2(found, qPrintable(box));
    found->setChecked(on);
}

void Hand::vary(const QString &number, const QString &mode)
{
    auto *button = named<QToolButton>(&m_form, number + QStringLiteral(": how it varies"));
    QVERIFY2(button, qPrintable(number));
    for (auto *action : button->menu()->actions()) {
        if (action->text() == mode)
            return action->trigger();
    }
    QFAIL(qPrintable(mode));
}

void Hand::tickModels(const QStringList &ids)
{
    const auto catalogue = wholeCatalogue();
    for (const auto &descriptor : catalogue.executors) {
        auto *item = model(&m_form, QString::fromStdString(descriptor.name));
        QVERIFY2(item, descriptor.id.c_str());
        const bool wanted = ids.contains(QString::fromStdString(descriptor.id));
        if ((item->checkState(0) == Qt::Checked) == wanted)
            continue;
        const std::size_t before = m_form.plan().executors.size();
        item->setCheckState(0, wanted ? Qt::Checked : Qt::Unchecked);
        QTRY_VERIFY(m_form.plan().executors.size() != before);
    }
}

} // namespace kit
